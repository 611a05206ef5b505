package io.skep.manager.daemon;

import io.skep.manager.config.Settings;
import io.skep.manager.config.TlsFiles;
import io.skep.manager.tls.OwnCertificate;
import io.skep.server.listen.Listener;
import io.skep.server.listen.Tls;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Where settings say that clients connect. */
final class Listeners {
  private static final String NAME = "skep-manager";

  private Listeners() {}

  static Listener[] of(Settings settings, Instant now) {
    List<Listener> listeners = new ArrayList<>();
    settings.socket().ifPresent(path -> listeners.add(socket(path, settings, now)));
    settings
        .tcp()
        .ifPresent(
            address ->
                listeners.add(
                    new Listener.TcpPort(
                        address.host(),
                        address.port(),
                        settings
                            .tls()
                            .filter(tls -> !settings.tcpInsecure())
                            .map(Listeners::tcpTls))));
    return listeners.toArray(Listener[]::new);
  }

  private static Listener socket(Path path, Settings settings, Instant now) {
    if (!settings.socketTls()) {
      return Listener.unix(path);
    }
    KeyCertOptions identity =
        settings
            .tls()
            .<KeyCertOptions>map(Listeners::identity)
            .orElseGet(() -> OwnCertificate.make(NAME, now));
    return Listener.unix(path, new Tls(identity, Optional.empty()));
  }

  /** How this manager calls others at the addresses of their clients, as one of them. */
  static HttpClientOptions asClient(Settings settings) {
    var options = new HttpClientOptions().setHttp2ClearTextUpgrade(false);
    settings
        .tls()
        .filter(files -> !settings.tcpInsecure())
        .ifPresent(
            files -> {
              // Managers are known by their role, not by the name of their machine.
              options.setSsl(true).setUseAlpn(true).setVerifyHost(false);
              options.setKeyCertOptions(identity(files));
              files
                  .authority()
                  .ifPresent(
                      path ->
                          options.setTrustOptions(
                              new PemTrustOptions().addCertPath(path.toString())));
            });
    return options;
  }

  private static Tls tcpTls(TlsFiles files) {
    return new Tls(
        identity(files),
        files.authority().map(path -> new PemTrustOptions().addCertPath(path.toString())));
  }

  private static KeyCertOptions identity(TlsFiles files) {
    return new PemKeyCertOptions()
        .addKeyPath(files.key().toString())
        .addCertPath(files.certificate().toString());
  }
}
