package io.skep.controller.queue;

import java.time.Duration;

/**
 * Waits {@code first} before the first try of a key, and twice as long before each further one, up
 * to {@code max}.
 *
 * @param <K> the keys
 */
public final class ExponentialLimiter<K> implements RateLimiter<K> {
  private final long firstNanos;
  private final long maxNanos;
  private final Tries<K> tries = new Tries<>();

  /** 5 ms to 1000 s, as in client-go. */
  public ExponentialLimiter() {
    this(Duration.ofMillis(5), Duration.ofSeconds(1000));
  }

  /**
   * {@code first} to {@code max}.
   *
   * @throws IllegalArgumentException if {@code first} is not positive, or {@code max} is shorter
   */
  public ExponentialLimiter(Duration first, Duration max) {
    if (first.isZero() || first.isNegative() || max.compareTo(first) < 0) {
      throw new IllegalArgumentException(
          "first must be positive and max no shorter, but first is %s and max is %s"
              .formatted(first, max));
    }
    firstNanos = first.toNanos();
    maxNanos = max.toNanos();
  }

  @Override
  public Duration when(K key) {
    int doublings = tries.countOne(key);
    // As many doublings as the free bits of a long can take; beyond that it is max anyway.
    boolean fits = doublings < Long.numberOfLeadingZeros(firstNanos);
    return Duration.ofNanos(fits ? Math.min(firstNanos << doublings, maxNanos) : maxNanos);
  }

  @Override
  public void forget(K key) {
    tries.forget(key);
  }

  @Override
  public int count(K key) {
    return tries.count(key);
  }
}
