package io.skep.controller.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The times of an election are in an order in which it can work, or are refused. */
class LeaseTimesTest {
  @Test // rt.G-1
  void usuallyALeaseLastsFifteenSecondsAndIsRenewedWithinTenEveryTwo() {
    assertThat(LeaseTimes.DEFAULT)
        .isEqualTo(
            new LeaseTimes(Duration.ofSeconds(15), Duration.ofSeconds(10), Duration.ofSeconds(2)));
  }

  @ParameterizedTest(name = "{0} ms, {1} ms, {2} ms") // rt.G-1
  @CsvSource({
    "10000, 10000, 2000, duration",
    "9000, 10000, 2000, duration",
    "15000, 2400, 2000, renewLimit",
    "15000, 1000, 2000, renewLimit",
    "15000, 10000, 0, retry",
    "15000, 10000, -1, retry"
  })
  void timesOutOfOrderAreRefusedWithTheirNames(long lease, long renew, long retry, String named) {
    assertThatThrownBy(
            () ->
                new LeaseTimes(
                    Duration.ofMillis(lease), Duration.ofMillis(renew), Duration.ofMillis(retry)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(named);
  }

  @Test // rt.G-1: a retry is up to a fifth longer
  void theLongestRetryCounts() {
    var times =
        new LeaseTimes(Duration.ofSeconds(15), Duration.ofMillis(2401), Duration.ofSeconds(2));

    assertThat(times.renewLimit()).isEqualTo(Duration.ofMillis(2401));
  }

  @Test
  void aCandidateNeedsANameAndALease() {
    assertThatThrownBy(() -> Candidate.of("billing", ""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"billing\" and \"\"");
  }
}
