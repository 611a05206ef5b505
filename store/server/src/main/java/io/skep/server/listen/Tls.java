package io.skep.server.listen;

import io.skep.store.tls.LiveCertificates;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.TrustOptions;
import java.util.Objects;
import java.util.Optional;

/**
 * The identity of a server, and whom it trusts. Immutable, as long as nobody changes the options.
 *
 * @param identity the server's certificate and key
 * @param trust who signs the certificates of callers; none: callers need no certificate
 */
public record Tls(KeyCertOptions identity, Optional<TrustOptions> trust) {
  private static final String DISABLED_EXTENSIONS = "jdk.tls.server.disableExtensions";
  private static final String SERVER_NAME = "server_name";

  /** Refuses nulls. */
  public Tls {
    Objects.requireNonNull(identity, "identity");
    Objects.requireNonNull(trust, "trust");
  }

  /** As {@code certificates} are, at each handshake. */
  public static Tls of(LiveCertificates certificates) {
    return new Tls(
        KeyCertOptions.wrap(certificates.keys()),
        certificates.trustsSomebody()
            ? Optional.of(TrustOptions.wrap(certificates.trust()))
            : Optional.empty());
  }

  /**
   * Lets the TLS of this process accept callers that name a socket file as the server, as
   * SwarmKit's command line does; the JDK refuses them otherwise. It is a setting of the whole
   * process, which the JDK reads once: call it first thing in a program, before any TLS is used.
   */
  public static void acceptSocketsAsServerNames() {
    String disabled = System.getProperty(DISABLED_EXTENSIONS, "");
    if (!disabled.contains(SERVER_NAME)) {
      System.setProperty(
          DISABLED_EXTENSIONS, disabled.isEmpty() ? SERVER_NAME : disabled + "," + SERVER_NAME);
    }
  }
}
