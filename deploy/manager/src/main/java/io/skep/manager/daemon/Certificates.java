package io.skep.manager.daemon;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.skep.manager.config.Settings;
import io.skep.store.loop.Clock;
import io.skep.store.loop.VertxLoop;
import io.skep.store.tls.CertificateWatch;
import io.skep.store.tls.LiveCertificates;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Executors;

/** Who this manager is to clients, to other members and to the one that leads: the same files. */
final class Certificates {
  private Certificates() {}

  /**
   * Those that {@code settings} name, if any; blocks.
   *
   * @throws DaemonException if they cannot be used
   */
  static Optional<LiveCertificates> open(Settings settings, InstantSource clock) {
    try {
      return settings.tls().map(files -> LiveCertificates.open(files, clock));
    } catch (IllegalArgumentException e) {
      throw new DaemonException(e.getMessage(), e);
    }
  }

  /** Looks for renewed ones as long as {@code vertx} runs, and measures what there is. */
  static void watch(
      LiveCertificates certificates,
      Duration period,
      Vertx vertx,
      Clock clock,
      MeterRegistry meters) {
    Gauge.builder(
            "skep.certificate.expiry.seconds",
            certificates,
            each -> Duration.between(clock.instant(), each.expiry()).toSeconds())
        .description("time until the certificate in use ends; below zero afterwards")
        .register(meters);
    Gauge.builder(
            "skep.certificate.refused", certificates, each -> each.refusal().isPresent() ? 1 : 0)
        .description("1 while what is in the files of certificates cannot be used")
        .register(meters);
    CertificateWatch.start(
        certificates,
        VertxLoop.on(vertx),
        look -> vertx.executeBlocking(Executors.callable(look)),
        period);
  }
}
