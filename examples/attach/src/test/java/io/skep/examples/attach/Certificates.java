package io.skep.examples.attach;

import io.skep.server.listen.Tls;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Those of the server's tests, as files: a manager's, a worker's, and their authority's. */
final class Certificates {
  private final Path folder;

  private Certificates(Path folder) {
    this.folder = folder;
  }

  static Certificates in(Path folder) throws IOException {
    for (String name :
        List.of("ca.pem", "manager.pem", "manager.key", "worker.pem", "worker.key")) {
      try (InputStream file = Tls.class.getResourceAsStream(name)) {
        Files.copy(file, folder.resolve(name));
      }
    }
    return new Certificates(folder);
  }

  /** A server that asks for certificates, and has that of {@code who}. */
  Tls server(String who) {
    return new Tls(
        new PemKeyCertOptions().addCertPath(file(who + ".pem")).addKeyPath(file(who + ".key")),
        Optional.of(new PemTrustOptions().addCertPath(file("ca.pem"))));
  }

  /** The options of a client that has the certificate of {@code who}. */
  String client(String who) {
    return " --ca %s --cert %s --key %s"
        .formatted(file("ca.pem"), file(who + ".pem"), file(who + ".key"));
  }

  String file(String name) {
    return folder.resolve(name).toString();
  }
}
