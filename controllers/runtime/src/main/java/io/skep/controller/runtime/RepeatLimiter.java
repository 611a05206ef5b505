package io.skep.controller.runtime;

import io.skep.store.loop.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Keeps a line that says the same about the same key from filling a log: a few at once, then one in
 * a while, which tells how many were left out. Of more lines than it can tell apart, the one that
 * was seen longest ago starts afresh. Confined to the loop.
 */
final class RepeatLimiter {
  private static final int BURST = 5;
  private static final Duration REFILL = Duration.ofMinutes(1);

  /** At some 300 bytes each, about a megabyte. */
  private static final int LINES = 4096;

  private final Clock clock;
  private final Map<Line, Bucket> buckets =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Line, Bucket> eldest) {
          return size() > LINES;
        }
      };

  private record Line(String logger, String key, String message) {}

  /** Tokens, which come back with time, and the lines that found none. */
  private static final class Bucket {
    private double tokens = BURST;
    private long filledNanos;
    private int suppressed;
  }

  RepeatLimiter(Clock clock) {
    this.clock = clock;
  }

  /**
   * Asks whether to log a line.
   *
   * @return how many like it were left out since the last; empty if this one is to be left out too
   */
  OptionalInt permit(String logger, String key, String message) {
    long now = clock.nanoTime();
    Bucket bucket =
        buckets.computeIfAbsent(
            new Line(logger, key, message),
            line -> {
              var fresh = new Bucket();
              fresh.filledNanos = now;
              return fresh;
            });
    double refilled = (double) (now - bucket.filledNanos) / REFILL.toNanos();
    bucket.tokens = Math.min(BURST, bucket.tokens + refilled);
    bucket.filledNanos = now;
    if (bucket.tokens < 1) {
      bucket.suppressed++;
      return OptionalInt.empty();
    }
    bucket.tokens--;
    int suppressed = bucket.suppressed;
    bucket.suppressed = 0;
    return OptionalInt.of(suppressed);
  }

  int size() {
    return buckets.size();
  }
}
