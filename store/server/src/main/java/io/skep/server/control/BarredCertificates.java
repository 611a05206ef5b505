package io.skep.server.control;

import io.skep.api.BlacklistedCertificate;
import io.skep.api.Cluster;
import io.skep.api.Node;
import io.skep.api.wire.Times;
import java.io.InputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** The certificates that a cluster no longer accepts, until they have run out anyway. */
final class BarredCertificates {
  /** So much may clocks differ, and then some. */
  private static final Duration GRACE = Duration.ofDays(7);

  private BarredCertificates() {}

  /** Bars the certificate of {@code node}. */
  static void add(Cluster.Builder cluster, Node node) {
    BlacklistedCertificate.Builder barred = BlacklistedCertificate.newBuilder();
    try (InputStream pem = node.getCertificate().getCertificate().newInput()) {
      var certificate =
          (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(pem);
      barred.setExpiry(Times.timestamp(certificate.getNotAfter().toInstant()));
    } catch (CertificateException | java.io.IOException unknown) {
      // Barred for ever, as nobody knows until when it is good.
    }
    cluster.putBlacklistedCertificates(node.getId(), barred.build());
  }

  /** Drops those that ran out so long ago that no clock takes them for good. */
  static void dropExpired(Cluster.Builder cluster, Instant now) {
    Instant limit = now.minus(GRACE);
    List<String> expired =
        cluster.getBlacklistedCertificatesMap().entrySet().stream()
            .filter(barred -> barred.getValue().hasExpiry())
            .filter(barred -> Times.instant(barred.getValue().getExpiry()).isBefore(limit))
            .map(java.util.Map.Entry::getKey)
            .toList();
    expired.forEach(cluster::removeBlacklistedCertificates);
  }
}
