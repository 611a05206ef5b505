package io.skep.controller.queue;

import java.time.Duration;
import java.util.Objects;

/**
 * Waits {@code fast} before each of the first tries of a key, and {@code slow} before all further
 * ones.
 *
 * @param <K> the keys
 */
public final class FastSlowLimiter<K> implements RateLimiter<K> {
  private final Duration fast;
  private final Duration slow;
  private final int fastTries;
  private final Tries<K> tries = new Tries<>();

  /** {@code fast} for {@code fastTries} tries, then {@code slow}. */
  public FastSlowLimiter(Duration fast, Duration slow, int fastTries) {
    this.fast = Objects.requireNonNull(fast, "fast");
    this.slow = Objects.requireNonNull(slow, "slow");
    this.fastTries = fastTries;
  }

  @Override
  public Duration when(K key) {
    return tries.countOne(key) < fastTries ? fast : slow;
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
