package io.skep.controller.queue;

import java.time.Duration;
import java.util.List;

/**
 * How long a key waits before its next try. A function of the calls so far, and of a clock where
 * that is said; no thread. Confined to one loop. Keeps a few bytes for each key that was asked for
 * and not forgotten.
 *
 * @param <K> the keys
 */
public interface RateLimiter<K> {
  /** Counts a try of {@code key} that is wanted, and says how long to wait before it. */
  Duration when(K key);

  /** Forgets the tries of {@code key}. */
  void forget(K key);

  /** How often {@link #when} was called for {@code key} since it was forgotten. */
  int count(K key);

  /** This limiter, but never waiting longer than {@code max}. */
  default RateLimiter<K> atMost(Duration max) {
    return new CappedLimiter<>(this, max);
  }

  /** Asks all {@code limiters}, at least one, and waits as long as the one that waits longest. */
  static <K> RateLimiter<K> longestOf(List<RateLimiter<K>> limiters) {
    return new LongestOfLimiter<>(limiters);
  }
}
