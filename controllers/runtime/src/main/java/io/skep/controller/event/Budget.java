package io.skep.controller.event;

import java.time.Duration;

/**
 * How many writes a source may still cause about an object: some at once, and then one for each
 * interval. The token bucket of client-go's spam filter, with one number for its state (the
 * <i>generic cell rate algorithm</i>), so that nothing is rounded.
 */
final class Budget {
  static final int BURST = 25;
  static final Duration INTERVAL = Duration.ofMinutes(5);

  private static final long INTERVAL_NANOS = INTERVAL.toNanos();

  /** When the bucket is full again. */
  private long fullNanos;

  Budget(long nowNanos) {
    fullNanos = nowNanos;
  }

  /** Takes one, if there is one. */
  boolean take(long nowNanos) {
    long debt = Math.max(0, fullNanos - nowNanos);
    if (debt > (BURST - 1) * INTERVAL_NANOS) {
      return false;
    }
    fullNanos = nowNanos + debt + INTERVAL_NANOS;
    return true;
  }
}
