package io.skep.store.raft.member;

import io.skep.store.raft.Transport;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;

/** A key and its certificate for loopback, made by the JDK's own tool; trusts itself alone. */
final class Certificates {
  private static final String PASSWORD = "changeit";

  private Certificates() {}

  static Transport.MutualTls in(Path directory) throws Exception {
    Path file = directory.resolve("keys.p12");
    var made =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                    "-genkeypair",
                    "-alias",
                    "member",
                    "-keyalg",
                    "EC",
                    "-dname",
                    "CN=member",
                    "-ext",
                    "san=ip:127.0.0.1",
                    "-validity",
                    "2",
                    "-storetype",
                    "PKCS12",
                    "-keystore",
                    file.toString(),
                    "-storepass",
                    PASSWORD))
            .inheritIO()
            .start();
    if (made.waitFor() != 0) {
      throw new IOException("keytool ended with " + made.exitValue());
    }
    return load(file);
  }

  private static Transport.MutualTls load(Path file) throws IOException, GeneralSecurityException {
    var own = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      own.load(in, PASSWORD.toCharArray());
    }
    var trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("member", own.getCertificate("member"));
    var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(own, PASSWORD.toCharArray());
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    return new Transport.MutualTls(keys.getKeyManagers()[0], trust.getTrustManagers()[0]);
  }
}
