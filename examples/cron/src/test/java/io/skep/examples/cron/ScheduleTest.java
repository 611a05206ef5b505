package io.skep.examples.cron;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScheduleTest {
  private static final Instant NOON = Instant.parse("2026-06-01T12:00:00Z");

  @Test
  void theFirstMomentOfASpanIsNotInItAndTheLastOneIs() {
    Schedule schedule = Schedule.of("*/15 * * * *", "UTC");

    assertThat(schedule.between(NOON, NOON.plus(Duration.ofMinutes(30))))
        .containsExactly(NOON.plus(Duration.ofMinutes(15)), NOON.plus(Duration.ofMinutes(30)));
    assertThat(schedule.between(NOON, NOON)).isEmpty();
  }

  @Test
  void ofTooManyTimesTheLatestCount() {
    Schedule schedule = Schedule.of("* * * * *", "UTC");

    List<Instant> times = schedule.between(NOON.minus(Duration.ofDays(10_000)), NOON);

    assertThat(times).hasSize(Schedule.MOST).last().isEqualTo(NOON);
    assertThat(times).first().isEqualTo(NOON.minus(Duration.ofMinutes(Schedule.MOST - 1)));
  }

  @Test
  void manySparseTimesAreFoundHoweverLongAgo() {
    Schedule schedule = Schedule.of("* 0 1 1 *", "UTC");

    assertThat(schedule.between(NOON.minus(Duration.ofDays(2000)), NOON))
        .hasSize(Schedule.MOST)
        .last()
        .isEqualTo(Instant.parse("2026-01-01T00:59:00Z"));
  }

  @Test
  void aTimeThatTheClockSkipsIsSkipped() {
    Schedule nightly = Schedule.of("30 2 * * *", "Europe/Berlin");

    assertThat(
            nightly.between(
                Instant.parse("2026-03-27T12:00:00Z"), Instant.parse("2026-03-30T12:00:00Z")))
        .containsExactly(
            Instant.parse("2026-03-28T01:30:00Z"), Instant.parse("2026-03-30T00:30:00Z"));
  }

  @Test
  void aTimeThatTheClockShowsTwiceCountsOnce() {
    Schedule nightly = Schedule.of("30 2 * * *", "Europe/Berlin");

    assertThat(
            nightly.between(
                Instant.parse("2026-10-24T12:00:00Z"), Instant.parse("2026-10-26T12:00:00Z")))
        .containsExactly(
            Instant.parse("2026-10-25T00:30:00Z"), Instant.parse("2026-10-26T01:30:00Z"));
  }

  @Test
  void everyHourIsAnHourEvenWhenTheClockShowsItTwice() {
    Schedule hourly = Schedule.of("0 * * * *", "Europe/Berlin");
    Instant midnight = Instant.parse("2026-10-24T22:00:00Z");

    assertThat(hourly.between(midnight, midnight.plus(Duration.ofHours(4))))
        .containsExactly(
            midnight.plus(Duration.ofHours(1)),
            midnight.plus(Duration.ofHours(2)),
            midnight.plus(Duration.ofHours(3)),
            midnight.plus(Duration.ofHours(4)));
  }

  @Test
  void aDayThatNeverComesHasNoTimes() {
    Schedule never = Schedule.of("0 0 31 2 *", "UTC");

    assertThat(never.next(NOON)).isEmpty();
    assertThat(never.between(NOON.minus(Duration.ofDays(1000)), NOON)).isEmpty();
  }

  @Test
  void whatIsNoScheduleIsRefusedWithAReason() {
    assertThatThrownBy(() -> Schedule.of("61 * * * *", "UTC"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("\"61 * * * *\"", "61 not in range [0, 59]", "30 4 * * 1-5");
    assertThatThrownBy(() -> Schedule.of("0 * * * *", "Mars/Base"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("\"Mars/Base\"", "Europe/Berlin");
  }
}
