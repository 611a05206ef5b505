package io.skep.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Policies are values: what they say follows from the number of failures, and from chance. */
class RetryPolicyTest {
  private final RandomGenerator random = new Random(1);

  private static List<Long> millis(RetryPolicy policy, int failures) {
    return IntStream.rangeClosed(1, failures).mapToObj(n -> policy.delay(n).toMillis()).toList();
  }

  @Test // rt.E-1
  void theJavaOperatorSdkWaitsTwiceTwoSecondsAndThenLonger() {
    assertThat(millis(RetryPolicy.JOSDK, 5)).containsExactly(2000L, 2000L, 3000L, 4500L, 6750L);
    assertThat(RetryPolicy.JOSDK.attempts()).as("five delays, six runs").isEqualTo(6);
    assertThat(RetryPolicy.JOSDK.delay(50)).isEqualTo(Duration.ofNanos(15_187_500_000L));
  }

  @Test // rt.E-1, rt.L-6
  void byDefaultDelaysDoubleFromHalfASecondToAMinute() {
    assertThat(millis(RetryPolicy.DEFAULT, 5)).containsExactly(500L, 1000L, 2000L, 4000L, 8000L);
    assertThat(RetryPolicy.DEFAULT.delay(Integer.MAX_VALUE)).isEqualTo(Duration.ofSeconds(50));
    assertThat(RetryPolicy.DEFAULT.attempts()).isEqualTo(RetryPolicy.ENDLESS);
  }

  @Test // rt.L-6: the jitter goes on top, and not beyond the longest delay
  void aFifthIsRandomAndNothingIsLongerThanTheLongest() {
    for (int draw = 0; draw < 1_000; draw++) {
      assertThat(RetryPolicy.DEFAULT.delay(1, random))
          .isBetween(Duration.ofMillis(500), Duration.ofMillis(600));
      assertThat(RetryPolicy.DEFAULT.delay(100, random))
          .isBetween(Duration.ofSeconds(50), Duration.ofSeconds(60));
    }
    assertThat(IntStream.range(0, 50).mapToObj(n -> RetryPolicy.DEFAULT.delay(1, random)))
        .doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1, 1, 2, 0, 1",
    "1, 0, 1, 2, 0, 1",
    "1, 1, 0.5, 2, 0, 1",
    "3, 1, 1, 2, 0, 1",
    "2, 1, 1, 2, 0.1, 1",
    "1, 1, 1, 2, NaN, 1",
    "1, 1, 1, 2, 0, 0"
  })
  void whatWouldNotWaitOrNotRunIsRefused(
      int first, int firstTimes, double factor, int max, double jitter, int attempts) {
    assertThatThrownBy(
            () ->
                new RetryPolicy(
                    Duration.ofSeconds(first),
                    firstTimes,
                    factor,
                    Duration.ofSeconds(max),
                    jitter,
                    attempts))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
