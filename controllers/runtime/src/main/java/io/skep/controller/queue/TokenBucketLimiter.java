package io.skep.controller.queue;

import io.skep.store.loop.Clock;
import java.time.Duration;

/**
 * Waits for tokens that all keys share: a bucket that holds up to a number of them and is full at
 * first, and gets one every so often. Each {@link #when} takes one, ahead of time if there is none,
 * and says how long it is until that one comes. Forgets nothing, and counts no tries of a key.
 *
 * @param <K> the keys
 */
public final class TokenBucketLimiter<K> implements RateLimiter<K> {
  /** Nothing is meant to happen so far ahead, and it still fits into nanoseconds. */
  private static final Duration FURTHEST = Duration.ofDays(100 * 365L);

  private final Clock clock;
  private final long everyNanos;
  private final long fillNanos;

  /**
   * When the token that was taken last came or comes. A bucket as a moment, not as a number: the
   * tokens in it are those that came after that moment, and no division loses a part of one.
   */
  private long takenNanos;

  /** Ten tokens a second, and 100 at once, as in client-go. */
  public TokenBucketLimiter(Clock clock) {
    this(clock, Duration.ofMillis(100), 100);
  }

  /**
   * A token {@code every} so often, and up to {@code burst} at once.
   *
   * @throws IllegalArgumentException if there would never be a token, or the bucket would take a
   *     hundred years to fill
   */
  public TokenBucketLimiter(Clock clock, Duration every, int burst) {
    boolean holdsAny = !every.isZero() && !every.isNegative() && burst >= 1;
    if (!holdsAny || every.multipliedBy(burst).compareTo(FURTHEST) > 0) {
      throw new IllegalArgumentException(
          "every must be positive, burst at least 1, and both together less than a century, but every is %s and burst %d"
              .formatted(every, burst));
    }
    this.clock = clock;
    this.everyNanos = every.toNanos();
    fillNanos = burst * everyNanos;
    takenNanos = clock.nanoTime() - fillNanos;
  }

  @Override
  public Duration when(K key) {
    long now = clock.nanoTime();
    long oldest = now - fillNanos; // Those that came before ran over.
    long taken = takenNanos - oldest < 0 ? oldest : takenNanos;
    takenNanos = Math.min(taken - now + everyNanos, FURTHEST.toNanos()) + now;
    return Duration.ofNanos(Math.max(0, takenNanos - now));
  }

  @Override
  public void forget(K key) {}

  @Override
  public int count(K key) {
    return 0;
  }
}
