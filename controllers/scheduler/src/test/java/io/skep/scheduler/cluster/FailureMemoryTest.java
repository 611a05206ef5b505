package io.skep.scheduler.cluster;

import static io.skep.scheduler.world.A.ofService;
import static io.skep.scheduler.world.A.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.skep.api.Task;
import io.skep.api.Version;
import io.skep.scheduler.failure.Failure;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a node remembers of failures, and for how long: SC-60 to SC-62. */
final class FailureMemoryTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Task WEB = task("t", ofService("web", 1));

  private int made;

  private final RecentFailures failures = new RecentFailures();

  /** One more task of the same service and version. */
  private Task web() {
    return task("t" + made++, ofService("web", 1));
  }

  // SC-60, SC-62
  @Test
  void onlyTheLastFiveMinutesCount() {
    for (int i = 0; i < 5; i++) {
      assertThat(failures.add(web(), START)).isEqualTo(i + 1);
    }

    Instant later = START.plus(RecentFailures.WINDOW);
    assertThat(failures.count("web", WEB.getSpecVersion(), later)).isEqualTo(5);
    assertThat(failures.count("web", WEB.getSpecVersion(), later.plusNanos(1))).isZero();
    assertThat(failures.count("web", Version.getDefaultInstance(), later)).isZero();
    assertThat(failures.add(web(), later)).as("the others are gone").isEqualTo(1);
  }

  // SC-60: also between two clearings.
  @Test
  void failuresThatNoLongerCountMakeRoom() {
    Task other = task("o", ofService("other"));
    failures.add(other, START);
    for (int i = 0; i < 5; i++) {
      failures.add(web(), START.plusSeconds(60));
    }
    failures.add(other, START.plus(RecentFailures.WINDOW));

    assertThat(failures.add(web(), START.plus(RecentFailures.WINDOW).plusSeconds(60))).isEqualTo(1);
  }

  // SC-61
  @Test
  void servicesThatStoppedFailingAreForgottenWithALaterFailure() {
    for (int i = 0; i < 100; i++) {
      failures.add(task("t" + i, ofService("service" + i)), START);
    }
    assertThat(failures.causes()).isEqualTo(100);

    failures.add(web(), START.plus(RecentFailures.WINDOW));

    assertThat(failures.causes()).isEqualTo(1);
  }

  // SC-61: however fast a service fails.
  @Test
  void aServiceThatFailsAllTheTimeTakesABoundedPlace() {
    for (int i = 0; i < 1_500; i++) {
      failures.add(web(), START.plusMillis(i));
    }

    assertThat(failures.add(web(), START.plusSeconds(2))).isEqualTo(1_000);
  }

  // SC-60: a task fails once, whoever tells of it.
  @Test
  void noFailureCountsTwice() {
    failures.add(WEB, START);

    assertThat(failures.add(WEB, START.plusSeconds(1))).isEqualTo(1);
    assertThat(failures.restore(List.of(Failure.of(WEB, START.minusSeconds(1))), START)).isFalse();
  }

  // SC-60, SC-62: what was recorded by another counts from when the other learned of it.
  @Test
  void restoredFailuresKeepTheirDates() {
    failures.add(web(), START);
    Failure older = Failure.of(web(), START.minusSeconds(60));
    Failure tooOld = Failure.of(web(), START.minus(RecentFailures.WINDOW).minusNanos(1));

    assertThat(failures.restore(List.of(tooOld, older), START)).isTrue();

    assertThat(failures.count("web", WEB.getSpecVersion(), START)).isEqualTo(2);
    Instant later = older.at().plus(RecentFailures.WINDOW).plusNanos(1);
    assertThat(failures.count("web", WEB.getSpecVersion(), later)).isEqualTo(1);
    assertThat(failures.toStore(START)).startsWith(older).hasSize(2);
  }

  // SC-60: what is stored of a node is bounded, and no service pushes out another.
  @Test
  void theNewestOfEachServiceAreStored() {
    failures.add(task("rare", ofService("rare")), START);
    for (int i = 0; i < 500; i++) {
      failures.add(web(), START.plusSeconds(1));
    }
    for (int i = 0; i < 100; i++) {
      failures.add(task("x" + i, ofService("service" + i)), START.minusSeconds(1));
    }

    assertThat(failures.toStore(START.plusSeconds(1)))
        .hasSize(100 + 1 + RecentFailures.MOST_STORED_OF_CAUSE)
        .extracting(Failure::service)
        .contains("rare");
    for (int i = 0; i < 100; i++) {
      failures.add(task("y" + i, ofService("later" + i)), START.plusSeconds(1));
    }
    assertThat(failures.toStore(START.plusSeconds(1))).hasSize(RecentFailures.MOST_STORED);
  }
}
