package io.skep.controller.queue;

import java.time.Duration;

/**
 * How long events have to pause before what they ask for is begun: {@code pause} after the last of
 * them, and {@code bound} after the first at the latest. Immutable.
 *
 * @param pause positive
 * @param bound no shorter than the pause
 */
public record QuietPeriod(Duration pause, Duration bound) {
  /** Refuses what would wait for nothing, or not long enough. */
  public QuietPeriod {
    if (pause.isZero() || pause.isNegative() || bound.compareTo(pause) < 0) {
      throw new IllegalArgumentException(
          "pause must be positive and bound no shorter, but pause is %s and bound %s"
              .formatted(pause, bound));
    }
  }
}
