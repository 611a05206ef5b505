package io.skep.controller.queue;

import java.time.Duration;
import java.util.Objects;

/** Another limiter with a bound. */
record CappedLimiter<K>(RateLimiter<K> limiter, Duration max) implements RateLimiter<K> {
  CappedLimiter {
    Objects.requireNonNull(limiter, "limiter");
    Objects.requireNonNull(max, "max");
  }

  @Override
  public Duration when(K key) {
    Duration delay = limiter.when(key);
    return delay.compareTo(max) < 0 ? delay : max;
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
