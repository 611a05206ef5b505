package io.skep.controller;

import java.time.Duration;
import java.util.Objects;
import java.util.random.RandomGenerator;

/**
 * How long a failing key waits before each further attempt, and how many attempts it has.
 * Immutable; start from {@link #DEFAULT}, or from {@link #JOSDK}.
 *
 * <p>The first {@code firstTimes} delays are {@code first}, each later one is {@code factor} times
 * the one before. A random share of up to {@code jitter} comes on top, and no delay is longer than
 * {@code max}.
 *
 * @param first the first delay, before jitter
 * @param firstTimes how many delays are so long before they begin to grow; at least 1
 * @param factor by how much delays grow; at least 1
 * @param max the longest delay, jitter included
 * @param jitter from 0, for none, to 1
 * @param attempts which run in a row is the last: if it fails, the key is given up until something
 *     changes; 1 to try nothing again, {@link #ENDLESS} never to give up
 */
public record RetryPolicy(
    Duration first, int firstTimes, double factor, Duration max, double jitter, int attempts) {
  /** Stands for attempts without end. */
  public static final int ENDLESS = Integer.MAX_VALUE;

  /**
   * 500 ms, doubled up to 60 s, with up to a fifth on top, endlessly: quick enough for people who
   * watch, and a key that fails for an hour is still looked at every minute.
   */
  public static final RetryPolicy DEFAULT =
      exponential(Duration.ofMillis(500), Duration.ofSeconds(60), 0.2);

  /**
   * What the Java Operator SDK does unless told otherwise: 2, 2, 3, 4.5 and 6.75 s, and then the
   * key is given up. Its longest delay, 2 s × 1.5⁵, is never reached.
   */
  public static final RetryPolicy JOSDK =
      new RetryPolicy(Duration.ofSeconds(2), 2, 1.5, Duration.ofNanos(15_187_500_000L), 0, 6);

  /** Refuses what would not wait, wait backwards, or let nothing run. */
  public RetryPolicy {
    Objects.requireNonNull(max, "max");
    if (firstTimes < 1 || !(factor >= 1) || attempts < 1) {
      throw new IllegalArgumentException(
          "firstTimes, factor and attempts must be at least 1 but are %d, %s and %d"
              .formatted(firstTimes, factor, attempts));
    }
    if (!(jitter >= 0 && jitter <= 1)) {
      throw new IllegalArgumentException("jitter must be from 0 to 1 but is " + jitter);
    }
    if (first.isZero() || first.isNegative() || max.compareTo(times(first, 1 + jitter)) < 0) {
      throw new IllegalArgumentException(
          "first must be positive and, with its jitter, no longer than max, but first is %s, jitter %s and max %s"
              .formatted(first, jitter, max));
    }
  }

  /** {@code first}, doubled up to {@code max}, endlessly. */
  public static RetryPolicy exponential(Duration first, Duration max, double jitter) {
    return new RetryPolicy(first, 1, 2, max, jitter, ENDLESS);
  }

  /** This policy, with {@code runs} attempts. */
  public RetryPolicy withAttempts(int runs) {
    return new RetryPolicy(first, firstTimes, factor, max, jitter, runs);
  }

  /**
   * How long to wait after {@code failures} failures in a row, at least one.
   *
   * @param random draws the jitter
   */
  public Duration delay(int failures, RandomGenerator random) {
    return times(delay(failures), 1 + jitter * random.nextDouble());
  }

  /** The same before jitter. */
  public Duration delay(int failures) {
    // The jitter goes on top of the longest delay too: that is where keys would gather.
    double longest = max.toNanos() / (1 + jitter);
    double grown = first.toNanos() * Math.pow(factor, Math.max(0, failures - firstTimes));
    return Duration.ofNanos((long) Math.min(grown, longest));
  }

  private static Duration times(Duration delay, double factor) {
    return Duration.ofNanos((long) (delay.toNanos() * factor));
  }
}
