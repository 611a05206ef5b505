package io.skep.controller.queue;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long failing keys wait: {@code first}, then twice as long each time, each made longer by a
 * random share of up to {@code jitter}, and never longer than {@code max}. Endless. Immutable.
 *
 * @param first the first delay, before jitter
 * @param max the longest delay, jitter included
 * @param jitter from 0, for none, to 1
 */
public record Backoff(Duration first, Duration max, double jitter) {
  /**
   * 500 ms to 60 s, with up to a fifth on top: quick enough for people who watch, and a key that
   * fails for an hour is still looked at every minute.
   */
  public static final Backoff DEFAULT =
      new Backoff(Duration.ofMillis(500), Duration.ofSeconds(60), 0.2);

  /** Refuses what would not wait, or wait backwards. */
  public Backoff {
    if (!(jitter >= 0 && jitter <= 1)) {
      throw new IllegalArgumentException("jitter must be from 0 to 1 but is " + jitter);
    }
    if (first.isZero() || first.isNegative() || max.compareTo(lengthened(first, jitter)) < 0) {
      throw new IllegalArgumentException(
          "first must be positive and, with its jitter, no longer than max, but first is %s, jitter %s and max %s"
              .formatted(first, jitter, max));
    }
  }

  /** A new limiter with these delays and no history; {@code random} draws the jitter. */
  public <K> RateLimiter<K> limiter(RandomGenerator random) {
    // The jitter goes on top of the longest delay too: that is where keys would gather.
    var longest = Duration.ofNanos((long) (max.toNanos() / (1 + jitter)));
    return new JitteredLimiter<>(new ExponentialLimiter<>(first, longest), jitter, random);
  }

  private static Duration lengthened(Duration delay, double share) {
    return Duration.ofNanos((long) (delay.toNanos() * (1 + share)));
  }
}
