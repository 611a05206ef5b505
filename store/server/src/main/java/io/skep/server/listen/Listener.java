package io.skep.server.listen;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/** A place where a server listens. Immutable. */
public sealed interface Listener {
  /**
   * A socket in the file system, which only the user of this process may open. Who can open it may
   * do everything, in the name of the node that the server runs on.
   *
   * @param tls the server's identity; none for plain text
   */
  record UnixSocket(Path path, Optional<Tls> tls) implements Listener {
    /** Refuses nulls. */
    public UnixSocket {
      Objects.requireNonNull(path, "path");
      Objects.requireNonNull(tls, "tls");
    }
  }

  /**
   * A TCP port. With TLS callers may do what their certificates say. Without it everybody may do
   * everything: for networks that only the operator reaches, such as a machine's own.
   *
   * @param port 0 for any that is free
   * @param tls the server's identity, and whom it trusts; none for plain text
   */
  record TcpPort(String host, int port, Optional<Tls> tls) implements Listener {
    /** Refuses nulls, and TLS that trusts nobody. */
    public TcpPort {
      Objects.requireNonNull(host, "host");
      if (tls.isPresent() && tls.get().trust().isEmpty()) {
        throw new IllegalArgumentException(
            "port %d of %s under TLS could serve nobody: say whose certificates to trust"
                .formatted(port, host));
      }
    }
  }

  /** A socket at {@code path}, in plain text. */
  static Listener unix(Path path) {
    return new UnixSocket(path, Optional.empty());
  }

  /** A socket at {@code path}, under TLS, as SwarmKit's command line expects it. */
  static Listener unix(Path path, Tls tls) {
    return new UnixSocket(path, Optional.of(tls));
  }

  /** A port in plain text. */
  static Listener plainTcp(String host, int port) {
    return new TcpPort(host, port, Optional.empty());
  }

  /** A port under TLS, for callers with a certificate. */
  static Listener tcp(String host, int port, Tls tls) {
    return new TcpPort(host, port, Optional.of(tls));
  }
}
