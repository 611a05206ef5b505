package io.skep.manager;

import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The certificates of the server's tests: of one authority those of {@code manager} and {@code
 * worker}; {@code stranger} calls itself a manager, and another authority has made it.
 */
final class Certificates {
  private static final String RESOURCES = "io/skep/server/listen/";

  private Certificates() {}

  /** Puts all of them into {@code folder}, for processes. */
  static void copyTo(Path folder) throws IOException {
    for (String name :
        List.of("ca.pem", "manager.pem", "manager.key", "stranger.pem", "stranger.key")) {
      try (InputStream in =
          Certificates.class.getClassLoader().getResourceAsStream(RESOURCES + name)) {
        Files.copy(in, folder.resolve(name));
      }
    }
  }

  /** The options of a manager that has those of {@code who} from {@code folder}. */
  static List<String> options(Path folder, String who) {
    return List.of(
        "--tls-cert=" + folder.resolve(who + ".pem"),
        "--tls-key=" + folder.resolve(who + ".key"),
        "--tls-ca=" + folder.resolve("ca.pem"));
  }

  /** How {@code who} calls. */
  static HttpClientOptions of(String who) {
    return new HttpClientOptions()
        .setProtocolVersion(HttpVersion.HTTP_2)
        .setSsl(true)
        .setUseAlpn(true)
        .setVerifyHost(false)
        .setTrustOptions(new PemTrustOptions().addCertPath(RESOURCES + "ca.pem"))
        .setKeyCertOptions(
            new PemKeyCertOptions()
                .setCertPath(RESOURCES + who + ".pem")
                .setKeyPath(RESOURCES + who + ".key"));
  }
}
