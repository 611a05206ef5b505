package io.skep.controller.queue;

import java.time.Duration;
import java.util.List;

/** Several limiters at once: all count, the slowest decides. */
record LongestOfLimiter<K>(List<RateLimiter<K>> limiters) implements RateLimiter<K> {
  LongestOfLimiter {
    limiters = List.copyOf(limiters);
    if (limiters.isEmpty()) {
      throw new IllegalArgumentException("no limiters given; give at least one");
    }
  }

  @Override
  public Duration when(K key) {
    Duration longest = Duration.ZERO;
    for (RateLimiter<K> limiter : limiters) {
      Duration delay = limiter.when(key);
      longest = delay.compareTo(longest) > 0 ? delay : longest;
    }
    return longest;
  }

  @Override
  public void forget(K key) {
    limiters.forEach(limiter -> limiter.forget(key));
  }

  @Override
  public int count(K key) {
    return limiters.stream().mapToInt(limiter -> limiter.count(key)).max().orElseThrow();
  }
}
