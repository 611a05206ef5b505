package io.skep.server.listen;

import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;

/** The certificates of the tests, and the authority that has made all but the stranger's. */
final class Identities {
  private Identities() {}

  static PemKeyCertOptions identity(String who) {
    return new PemKeyCertOptions()
        .setCertPath(resource(who + ".pem"))
        .setKeyPath(resource(who + ".key"));
  }

  static PemTrustOptions trust() {
    return new PemTrustOptions().addCertPath(resource("ca.pem"));
  }

  /** A client that has no certificate. */
  static HttpClientOptions nobody() {
    return new HttpClientOptions()
        .setProtocolVersion(HttpVersion.HTTP_2)
        .setSsl(true)
        .setUseAlpn(true)
        .setVerifyHost(false)
        .setTrustOptions(trust());
  }

  /** A client with the certificate of {@code who}. */
  static HttpClientOptions as(String who) {
    return nobody().setKeyCertOptions(identity(who));
  }

  private static String resource(String name) {
    return "io/skep/server/listen/" + name;
  }
}
