package io.skep.manager.daemon;

import io.skep.manager.config.TlsFiles;
import io.skep.store.raft.Transport;
import io.vertx.core.Vertx;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.nio.file.Path;

/** How members show each other who they are: by the certificates that the server has too. */
final class MemberTls {
  private MemberTls() {}

  /**
   * Reads {@code files}, whose certificates {@code authority} signs.
   *
   * @throws DaemonException if they cannot be read
   */
  static Transport.MutualTls of(TlsFiles files, Path authority, Vertx vertx) {
    try {
      var own =
          new PemKeyCertOptions()
              .addKeyPath(files.key().toString())
              .addCertPath(files.certificate().toString());
      var others = new PemTrustOptions().addCertPath(authority.toString());
      return new Transport.MutualTls(
          own.getKeyManagerFactory(vertx).getKeyManagers()[0],
          others.getTrustManagerFactory(vertx).getTrustManagers()[0]);
    } catch (Exception e) { // As the library declares it.
      throw new DaemonException("the certificates for members cannot be read: " + e, e);
    }
  }
}
