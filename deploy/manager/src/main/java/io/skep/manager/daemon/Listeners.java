package io.skep.manager.daemon;

import io.skep.manager.config.Settings;
import io.skep.manager.tls.OwnCertificate;
import io.skep.server.listen.Listener;
import io.skep.server.listen.Tls;
import io.skep.store.tls.FullHandshakes;
import io.skep.store.tls.LiveCertificates;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.TrustOptions;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Where settings say that clients connect. */
final class Listeners {
  private static final String NAME = "skep-manager";

  private Listeners() {}

  static Listener[] of(Settings settings, Optional<LiveCertificates> certificates, Instant now) {
    List<Listener> listeners = new ArrayList<>();
    settings.socket().ifPresent(path -> listeners.add(socket(path, settings, certificates, now)));
    settings
        .tcp()
        .ifPresent(
            address ->
                listeners.add(
                    new Listener.TcpPort(
                        address.host(),
                        address.port(),
                        certificates.filter(own -> !settings.tcpInsecure()).map(Tls::of))));
    return listeners.toArray(Listener[]::new);
  }

  private static Listener socket(
      Path path, Settings settings, Optional<LiveCertificates> certificates, Instant now) {
    if (!settings.socketTls()) {
      return Listener.unix(path);
    }
    KeyCertOptions identity =
        certificates
            .map(own -> KeyCertOptions.wrap(own.keys()))
            .orElseGet(() -> OwnCertificate.make(NAME, now));
    return Listener.unix(path, new Tls(identity, Optional.empty()));
  }

  /** How this manager calls others at the addresses of their clients, as one of them. */
  static HttpClientOptions asClient(Settings settings, Optional<LiveCertificates> certificates) {
    var options = new HttpClientOptions().setHttp2ClearTextUpgrade(false);
    certificates
        .filter(own -> !settings.tcpInsecure())
        .ifPresent(
            own ->
                options
                    .setSsl(true)
                    .setUseAlpn(true)
                    .setSslEngineOptions(new FullHandshakes())
                    // Managers are known by their role, not by the name of their machine.
                    .setVerifyHost(false)
                    .setKeyCertOptions(KeyCertOptions.wrap(own.keys()))
                    .setTrustOptions(TrustOptions.wrap(own.trust())));
    return options;
  }
}
