package io.skep.controller.lease;

import java.time.Duration;
import java.util.Objects;

/**
 * The times of an election. All candidates for a lease should have the same. Immutable; start from
 * {@link #DEFAULT}.
 *
 * @param duration how long others wait after the last change of the lease that they saw, before
 *     they take it: the longest that nobody leads after a crash, but for a {@code retry}
 * @param renewLimit how long a leader goes on without a renewal: it is over with its term before
 *     anybody else begins one, as long as clocks run at about the same speed
 * @param retry how often a leader renews and others look, longer by up to a fifth at random
 */
public record LeaseTimes(Duration duration, Duration renewLimit, Duration retry) {
  /** 15 s, 10 s and 2 s, as in client-go: up to four renewals in a row may fail. */
  public static final LeaseTimes DEFAULT =
      new LeaseTimes(Duration.ofSeconds(15), Duration.ofSeconds(10), Duration.ofSeconds(2));

  /** By how much a retry is longer at most, so that candidates do not keep step. */
  static final double JITTER = 0.2;

  /**
   * Refuses times out of order.
   *
   * @throws IllegalArgumentException unless {@code duration} is longer than {@code renewLimit}, and
   *     that longer than the longest {@code retry}, which is positive
   */
  public LeaseTimes {
    Objects.requireNonNull(duration, "duration");
    Objects.requireNonNull(renewLimit, "renewLimit");
    Objects.requireNonNull(retry, "retry");
    if (retry.isZero() || retry.isNegative()) {
      throw new IllegalArgumentException(
          "retry must be positive but is %s; %s is usual".formatted(retry, DEFAULT.retry));
    }
    if (duration.compareTo(renewLimit) <= 0) {
      throw new IllegalArgumentException(
          "duration %s must be longer than renewLimit %s: a leader has to give up before others take the lease"
              .formatted(duration, renewLimit));
    }
    Duration longest = longest(retry);
    if (renewLimit.compareTo(longest) <= 0) {
      throw new IllegalArgumentException(
          "renewLimit %s must be longer than %s, the longest retry (%s and a fifth): a leader has to try at least once more before it gives up"
              .formatted(renewLimit, longest, retry));
    }
  }

  private static Duration longest(Duration retry) {
    return retry.plusNanos((long) (retry.toNanos() * JITTER));
  }
}
