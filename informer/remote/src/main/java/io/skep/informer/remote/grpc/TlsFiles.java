package io.skep.informer.remote.grpc;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/**
 * What a client needs to be let in over TCP, in PEM. Immutable; the files are read when they are
 * used.
 *
 * @param authority who signs the certificates of the cluster
 * @param certificate of the client
 * @param key of the client
 */
public record TlsFiles(Path authority, Path certificate, Path key) {
  /**
   * Looks that the files are what they should be.
   *
   * @throws IllegalArgumentException if one cannot be read, or holds something else
   */
  public TlsFiles {
    requireAny(authority, "CERTIFICATE");
    requireAny(certificate, "CERTIFICATE");
    requireAny(key, "PRIVATE KEY");
  }

  private static void requireAny(Path file, String what) {
    try {
      if (!Files.readString(file, StandardCharsets.ISO_8859_1).contains(what + "-----")) {
        throw new IllegalArgumentException("%s holds no %s in PEM".formatted(file, what));
      }
    } catch (NoSuchFileException e) {
      throw new IllegalArgumentException("there is no file " + file, e);
    } catch (IOException e) {
      throw new IllegalArgumentException("%s cannot be read: %s".formatted(file, e), e);
    }
  }

  /** The client's identity. The key without the headers that SwarmKit's nodes keep in its file. */
  PemKeyCertOptions identity() {
    try (Stream<String> lines = Files.lines(key, StandardCharsets.ISO_8859_1)) {
      String plain =
          lines
              .filter(line -> !line.isBlank() && !line.contains(": "))
              .collect(Collectors.joining("\n", "", "\n"));
      return new PemKeyCertOptions()
          .addCertPath(certificate.toString())
          .addKeyValue(Buffer.buffer(plain));
    } catch (IOException e) {
      throw new IllegalArgumentException("%s cannot be read: %s".formatted(key, e), e);
    }
  }

  /** Trusts managers of the cluster, and nobody else. */
  X509TrustManager managers() {
    try (InputStream pem = Files.newInputStream(authority)) {
      KeyStore authorities = KeyStore.getInstance(KeyStore.getDefaultType());
      authorities.load(null, null);
      for (Certificate one : CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
        authorities.setCertificateEntry("ca-" + authorities.size(), one);
      }
      TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
      factory.init(authorities);
      return new ManagerTrust((X509TrustManager) factory.getTrustManagers()[0]);
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalArgumentException(
          "the certificates in %s cannot be read: %s".formatted(authority, e.getMessage()), e);
    }
  }
}
