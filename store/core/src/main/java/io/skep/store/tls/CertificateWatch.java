package io.skep.store.tls;

import io.skep.store.loop.Loop;
import java.time.Duration;
import java.util.concurrent.Executor;

/**
 * Looks from time to time whether certificates were renewed, until it is closed. By the clock and
 * not by a signal: whoever renews certificates, such as a node of Docker Swarm, knows nothing of
 * the processes that use them, and three small files cost next to nothing. Any thread.
 */
public final class CertificateWatch implements AutoCloseable {
  /** What those do who are not told otherwise. */
  public static final Duration PERIOD = Duration.ofMinutes(1);

  private final LiveCertificates certificates;
  private final Loop loop;
  private final Executor blocking;
  private final Duration period;

  // Guarded by this.
  private Loop.Timer timer;
  private boolean closed;

  private CertificateWatch(
      LiveCertificates certificates, Loop loop, Executor blocking, Duration period) {
    this.certificates = certificates;
    this.loop = loop;
    this.blocking = blocking;
    this.period = period;
  }

  /**
   * Looks at {@code certificates} each time that {@code period} has passed since the last look.
   *
   * @param loop has the timer
   * @param blocking reads files
   */
  public static CertificateWatch start(
      LiveCertificates certificates, Loop loop, Executor blocking, Duration period) {
    if (period.isZero() || period.isNegative()) {
      throw new IllegalArgumentException("period must be positive but is " + period);
    }
    var watch = new CertificateWatch(certificates, loop, blocking, period);
    watch.setTimer();
    return watch;
  }

  private synchronized void setTimer() {
    if (!closed) {
      timer = loop.after(period, () -> blocking.execute(this::look));
    }
  }

  private void look() {
    try {
      certificates.look();
    } finally {
      setTimer();
    }
  }

  /** Looks no more; a look that goes on may end afterwards. Idempotent. */
  @Override
  public synchronized void close() {
    closed = true;
    timer.cancel();
  }
}
