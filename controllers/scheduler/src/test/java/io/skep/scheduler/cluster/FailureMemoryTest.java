package io.skep.scheduler.cluster;

import static io.skep.scheduler.world.A.ofService;
import static io.skep.scheduler.world.A.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.skep.api.Task;
import io.skep.api.Version;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What a node remembers of failures, and for how long: SC-60 to SC-62. */
final class FailureMemoryTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Task WEB = task("t", ofService("web", 1));

  private final RecentFailures failures = new RecentFailures();

  // SC-60, SC-62
  @Test
  void onlyTheLastFiveMinutesCount() {
    for (int i = 0; i < 5; i++) {
      assertThat(failures.add(WEB, START)).isEqualTo(i + 1);
    }

    Instant later = START.plus(RecentFailures.WINDOW);
    assertThat(failures.count("web", WEB.getSpecVersion(), later)).isEqualTo(5);
    assertThat(failures.count("web", WEB.getSpecVersion(), later.plusNanos(1))).isZero();
    assertThat(failures.count("web", Version.getDefaultInstance(), later)).isZero();
    assertThat(failures.add(WEB, later)).as("the others are gone").isEqualTo(1);
  }

  // SC-60: also between two clearings.
  @Test
  void failuresThatNoLongerCountMakeRoom() {
    Task other = task("o", ofService("other"));
    failures.add(other, START);
    for (int i = 0; i < 5; i++) {
      failures.add(WEB, START.plusSeconds(60));
    }
    failures.add(other, START.plus(RecentFailures.WINDOW));

    assertThat(failures.add(WEB, START.plus(RecentFailures.WINDOW).plusSeconds(60))).isEqualTo(1);
  }

  // SC-61
  @Test
  void servicesThatStoppedFailingAreForgottenWithALaterFailure() {
    for (int i = 0; i < 100; i++) {
      failures.add(task("t" + i, ofService("service" + i)), START);
    }
    assertThat(failures.causes()).isEqualTo(100);

    failures.add(WEB, START.plus(RecentFailures.WINDOW));

    assertThat(failures.causes()).isEqualTo(1);
  }

  // SC-61: however fast a service fails.
  @Test
  void aServiceThatFailsAllTheTimeTakesABoundedPlace() {
    for (int i = 0; i < 1_500; i++) {
      failures.add(WEB, START.plusMillis(i));
    }

    assertThat(failures.add(WEB, START.plusSeconds(2))).isEqualTo(1_000);
  }
}
