package io.skep.store.tls;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509KeyManager;

/**
 * What the files held at one moment: a certificate and its key, and whom to trust. Immutable.
 *
 * @param chain the certificate of the process first
 * @param trust empty for nobody
 */
record Credentials(
    List<X509Certificate> chain, PrivateKey key, Optional<X509ExtendedTrustManager> trust) {
  private static final List<String> ALGORITHMS = List.of("EC", "RSA", "EdDSA");
  private static final byte[] PROBE = "whose key is this".getBytes(StandardCharsets.US_ASCII);

  /**
   * What {@code contents} of {@code files} say.
   *
   * @throws IllegalArgumentException if something cannot be read, does not go together, or is not
   *     valid at {@code now}
   */
  static Credentials of(TlsFiles files, PemContents contents, Instant now) {
    X509KeyManager own = own(files, contents);
    String alias =
        ALGORITHMS.stream()
            .map(algorithm -> own.getServerAliases(algorithm, null))
            .filter(Objects::nonNull)
            .flatMap(Stream::of)
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "the certificate in %s is for none of the algorithms %s"
                            .formatted(files.certificate(), ALGORITHMS)));
    var read =
        new Credentials(
            List.of(own.getCertificateChain(alias)),
            own.getPrivateKey(alias),
            contents.authority().map(pem -> trust(files, pem)));
    read.requireOwnKey(files);
    read.requireValid(files, now);
    return read;
  }

  private static X509KeyManager own(TlsFiles files, PemContents contents) {
    try {
      return (X509KeyManager)
          new PemKeyCertOptions()
              .addCertValue(Buffer.buffer(contents.certificate()))
              .addKeyValue(Buffer.buffer(contents.key()))
              .getKeyManagerFactory(null) // It is for files only.
              .getKeyManagers()[0];
    } catch (Exception e) { // As the library declares it.
      throw new IllegalArgumentException(
          "the certificate in %s and the key in %s cannot be read: %s"
              .formatted(files.certificate(), files.key(), e.getMessage()),
          e);
    }
  }

  private static X509ExtendedTrustManager trust(TlsFiles files, String pem) {
    try (var in = new ByteArrayInputStream(pem.getBytes(StandardCharsets.ISO_8859_1))) {
      KeyStore authorities = KeyStore.getInstance(KeyStore.getDefaultType());
      authorities.load(null, null);
      for (Certificate one : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        authorities.setCertificateEntry("ca-" + authorities.size(), one);
      }
      TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
      factory.init(authorities);
      return (X509ExtendedTrustManager) factory.getTrustManagers()[0];
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalArgumentException(
          "the certificates in %s cannot be read: %s"
              .formatted(files.authority().orElseThrow(), e.getMessage()),
          e);
    }
  }

  /** Of a pair that is just being replaced one half may be there before the other. */
  private void requireOwnKey(TlsFiles files) {
    try {
      String algorithm =
          switch (key.getAlgorithm()) {
            case "EC" -> "SHA256withECDSA";
            case "RSA" -> "SHA256withRSA";
            default -> key.getAlgorithm();
          };
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(key);
      signature.update(PROBE);
      byte[] signed = signature.sign();
      signature.initVerify(certificate().getPublicKey());
      signature.update(PROBE);
      if (signature.verify(signed)) {
        return;
      }
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException(otherKey(files), e);
    }
    throw new IllegalArgumentException(otherKey(files));
  }

  private static String otherKey(TlsFiles files) {
    return "%s is not the key of the certificate in %s; replace both"
        .formatted(files.key(), files.certificate());
  }

  private void requireValid(TlsFiles files, Instant now) {
    Instant from = certificate().getNotBefore().toInstant();
    if (now.isBefore(from)) {
      throw new IllegalArgumentException(
          "the certificate in %s is valid from %s on, and it is %s; see that the clocks agree"
              .formatted(files.certificate(), from, now));
    }
    if (now.isAfter(expiry())) {
      throw new IllegalArgumentException(
          "the certificate in %s has expired at %s, and it is %s; renew it"
              .formatted(files.certificate(), expiry(), now));
    }
  }

  /** That of the process. */
  X509Certificate certificate() {
    return chain.get(0);
  }

  Instant expiry() {
    return certificate().getNotAfter().toInstant();
  }
}
