package io.skep.controller.queue;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Another limiter, with each delay made longer by a random share, so that keys that failed together
 * do not come back together.
 */
final class JitteredLimiter<K> implements RateLimiter<K> {
  private final RateLimiter<K> limiter;
  private final double share;
  private final RandomGenerator random;

  JitteredLimiter(RateLimiter<K> limiter, double share, RandomGenerator random) {
    this.limiter = limiter;
    this.share = share;
    this.random = random;
  }

  @Override
  public Duration when(K key) {
    long nanos = limiter.when(key).toNanos();
    return Duration.ofNanos(nanos + (long) (nanos * share * random.nextDouble()));
  }

  @Override
  public void forget(K key) {
    limiter.forget(key);
  }

  @Override
  public int count(K key) {
    return limiter.count(key);
  }
}
