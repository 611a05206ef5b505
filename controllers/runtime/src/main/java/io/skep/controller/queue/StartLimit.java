package io.skep.controller.queue;

import io.skep.store.loop.Clock;
import java.time.Duration;

/**
 * How often each key may start: {@code starts} times within a {@code window}, which begins with the
 * first start. Immutable.
 *
 * @param starts at least 1
 * @param window positive
 */
public record StartLimit(int starts, Duration window) {
  /** What a window lasts if nothing is said. */
  private static final Duration WINDOW = Duration.ofSeconds(10);

  /** Refuses what would let nothing start, or limit nothing. */
  public StartLimit {
    if (starts < 1 || window.isZero() || window.isNegative()) {
      throw new IllegalArgumentException(
          "starts must be at least 1 and window positive, but starts is %d and window %s"
              .formatted(starts, window));
    }
  }

  /** {@code starts} within 10 s. */
  public static StartLimit of(int starts) {
    return new StartLimit(starts, WINDOW);
  }

  /** A new limiter with this limit and no history. */
  public <K> StartLimiter<K> limiter(Clock clock) {
    return new StartLimiter<>(this, clock);
  }
}
