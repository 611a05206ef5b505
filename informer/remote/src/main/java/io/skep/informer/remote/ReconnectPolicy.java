package io.skep.informer.remote;

import java.time.Duration;
import java.util.Objects;

/**
 * How long a feed waits before it tries to have its connection back: first {@code first}, then
 * twice as long each time up to {@code longest}, with a random extra of up to as much again, so
 * that the clients of a server do not come back all at once. Immutable.
 *
 * @param first the first wait
 * @param longest the longest, without the extra
 * @param forgiveness after how long without a failure the waits begin with the first again
 */
public record ReconnectPolicy(Duration first, Duration longest, Duration forgiveness) {
  /** 800 ms, doubled up to 30 s; two minutes. */
  public static final ReconnectPolicy DEFAULT =
      new ReconnectPolicy(Duration.ofMillis(800), Duration.ofSeconds(30), Duration.ofMinutes(2));

  /** Refuses waits that are none. */
  public ReconnectPolicy {
    Objects.requireNonNull(forgiveness, "forgiveness");
    if (first.isNegative() || first.isZero() || longest.compareTo(first) < 0) {
      throw new IllegalArgumentException(
          "the first wait must be positive, and the longest not shorter, but they are %s and %s"
              .formatted(first, longest));
    }
  }
}
