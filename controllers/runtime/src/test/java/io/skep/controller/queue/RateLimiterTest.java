package io.skep.controller.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.store.loop.VirtualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How long keys wait before their next try. */
class RateLimiterTest {
  @Test // rt.L-1
  void exponentialDelaysDoubleForEachKeyApartUntilItIsForgotten() {
    var limiter = new ExponentialLimiter<String>(millis(1), Duration.ofSeconds(1));

    assertThat(delays(limiter, "one", 5))
        .containsExactly(millis(1), millis(2), millis(4), millis(8), millis(16));
    assertThat(limiter.count("one")).isEqualTo(5);
    assertThat(delays(limiter, "two", 2)).containsExactly(millis(1), millis(2));
    assertThat(limiter.count("two")).isEqualTo(2);

    limiter.forget("one");
    assertThat(limiter.count("one")).isZero();
    assertThat(limiter.when("one")).isEqualTo(millis(1));
  }

  @ParameterizedTest // rt.L-1
  @CsvSource({"PT0.001S,PT1000S", "PT1M,PT1000H", "PT0.000000001S,PT2562047H"})
  void exponentialDelaysEndExactlyAtTheirBoundAndNeverOverflow(Duration first, Duration max) {
    var limiter = new ExponentialLimiter<String>(first, max);

    var delays = delays(limiter, "one", 1000);

    assertThat(delays).isSorted().endsWith(max).allMatch(delay -> !delay.isNegative());
    assertThat(delays.get(5)).isEqualTo(first.multipliedBy(32));
    assertThat(limiter.when("one")).isEqualTo(max);
  }

  @Test // rt.L-1
  void theBareLimiterKeepsTheDefaultsOfTheField() {
    var limiter = new ExponentialLimiter<String>();

    var delays = delays(limiter, "one", 20);

    assertThat(delays.get(0)).isEqualTo(millis(5));
    assertThat(delays.get(17)).isEqualTo(millis(5).multipliedBy(1 << 17));
    assertThat(delays.get(18)).isEqualTo(Duration.ofSeconds(1000));
  }

  @Test // rt.L-2
  void theFirstTriesAreFastAndAllLaterOnesSlow() {
    var limiter = new FastSlowLimiter<String>(millis(5), Duration.ofSeconds(10), 3);

    assertThat(delays(limiter, "one", 5))
        .containsExactly(
            millis(5), millis(5), millis(5), Duration.ofSeconds(10), Duration.ofSeconds(10));
    assertThat(limiter.count("one")).isEqualTo(5);
    assertThat(limiter.when("two")).isEqualTo(millis(5));
    limiter.forget("one");

    assertThat(limiter.count("one")).isZero();
    assertThat(limiter.when("one")).isEqualTo(millis(5));
  }

  @Test // rt.L-3
  void tokensAreSharedByAllKeysAndTakenAheadOfTime() {
    var clock = new VirtualClock(0);
    var limiter = new TokenBucketLimiter<String>(clock);

    assertThat(delays(limiter, "one", 60)).containsOnly(Duration.ZERO);
    assertThat(delays(limiter, "two", 40)).containsOnly(Duration.ZERO);
    assertThat(limiter.when("one")).isEqualTo(millis(100));
    limiter.forget("one");
    assertThat(limiter.when("two")).as("forgetting gives nothing back").isEqualTo(millis(200));
    assertThat(limiter.count("one")).isZero();

    clock.advance(millis(250));
    assertThat(limiter.when("one")).as("what was taken ahead comes first").isEqualTo(millis(50));
  }

  @Test // rt.L-3
  void aBucketHoldsNoMoreThanItsBurst() {
    var clock = new VirtualClock(0);
    var limiter = new TokenBucketLimiter<String>(clock, millis(10), 3);
    delays(limiter, "one", 3);
    clock.advance(Duration.ofHours(1));

    assertThat(delays(limiter, "one", 5))
        .containsExactly(Duration.ZERO, Duration.ZERO, Duration.ZERO, millis(10), millis(20));
  }

  @Test // rt.L-3
  void tokensTakenFarAheadAreFarAwayButNeverPast() {
    var limiter = new TokenBucketLimiter<String>(new VirtualClock(0), Duration.ofDays(3650), 1);

    assertThat(delays(limiter, "one", 100)).isSorted().allMatch(delay -> !delay.isNegative());
  }

  @Test // rt.L-4
  void theSlowestOfSeveralLimitersDecidesAndAllCount() {
    RateLimiter<String> limiter =
        RateLimiter.longestOf(
            List.of(
                new FastSlowLimiter<>(millis(5), Duration.ofSeconds(3), 3),
                new ExponentialLimiter<>(millis(1), Duration.ofSeconds(1))));

    assertThat(delays(limiter, "one", 5))
        .containsExactly(
            millis(5), millis(5), millis(5), Duration.ofSeconds(3), Duration.ofSeconds(3));
    assertThat(limiter.count("one")).isEqualTo(5);
    limiter.forget("one");

    assertThat(limiter.count("one")).isZero();
    assertThat(limiter.when("one")).isEqualTo(millis(5));
  }

  @Test // rt.L-5
  void aBoundAroundALimiterShortensOnlyLongerDelays() {
    RateLimiter<String> limiter =
        new ExponentialLimiter<String>(millis(1), Duration.ofSeconds(1)).atMost(millis(3));

    assertThat(delays(limiter, "one", 4))
        .containsExactly(millis(1), millis(2), millis(3), millis(3));
    assertThat(limiter.count("one")).isEqualTo(4);
    limiter.forget("one");

    assertThat(limiter.when("one")).isEqualTo(millis(1));
  }

  @Test // rt.L-1: the delays of a limiter are the queue's delays
  void aRateLimitedKeyWaitsLongerEachTime() {
    var queue = new DrivenQueue();
    var limiter = new ExponentialLimiter<String>(millis(1), Duration.ofSeconds(1));

    queue.addAfter("one", limiter.when("one"));
    queue.advance(millis(1));
    assertThat(queue.poll()).hasValue("one");
    queue.done("one");
    queue.addAfter("one", limiter.when("one"));
    queue.addAfter("two", limiter.when("two"));
    queue.advance(millis(1));
    assertThat(queue.poll()).hasValue("two");
    assertThat(queue.poll()).isEmpty();
    queue.advance(millis(1));
    assertThat(queue.poll()).hasValue("one");
    queue.done("one");
    limiter.forget("one");
    queue.addAfter("one", limiter.when("one"));
    queue.advance(millis(1));

    assertThat(queue.poll()).hasValue("one");
  }

  @Test
  void limitersThatMakeNoSenseAreRefusedWithTheirValues() {
    assertThatThrownBy(() -> new ExponentialLimiter<>(millis(2), millis(1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new TokenBucketLimiter<>(new VirtualClock(0), millis(1), 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("burst 0");
    assertThatThrownBy(() -> RateLimiter.longestOf(List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static List<Duration> delays(RateLimiter<String> limiter, String key, int calls) {
    var delays = new ArrayList<Duration>();
    for (int i = 0; i < calls; i++) {
      delays.add(limiter.when(key));
    }
    return delays;
  }

  private static Duration millis(long millis) {
    return Duration.ofMillis(millis);
  }
}
