package io.skep.examples.cron;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.api.Service;
import io.skep.api.Task;
import io.skep.api.TaskState;
import io.skep.controller.Manager;
import io.skep.controller.custom.ObjectMeta;
import io.skep.controller.custom.ObjectTx;
import io.skep.controller.owner.OwnerCleanup;
import io.skep.controller.runtime.StoreManager;
import io.skep.examples.cron.CronJob.CatchUp;
import io.skep.examples.cron.CronJob.Overlap;
import io.skep.examples.cron.CronJob.Spec;
import io.skep.store.Store;
import io.skep.store.Version;
import io.skep.store.kind.Kinds;
import io.skep.store.loop.Loop;
import io.skep.store.loop.VirtualClock;
import io.skep.store.memory.MemoryStore;
import io.skep.store.memory.MemoryStoreOptions;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** In virtual time, from midnight on; jobs take as long as {@link #length} says. */
class CronJobsTest {
  private static final String BACKUP = "backup";
  private static final Spec HOURLY = Spec.of("0 * * * *", "backup:1");

  private final VirtualClock clock = new VirtualClock(1);
  private final Loop loop = clock.loop("controllers");
  private final Store store =
      new MemoryStore(
          MemoryStoreOptions.of(Kinds.ALL).withClock(clock).withRandom(clock.newRandom()));
  private Duration length = Duration.ofMinutes(10);
  private Manager manager = start();

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void aJobStartsAtEachTimeAndNotBefore() {
    create(HOURLY);

    clock.advance(Duration.ofMinutes(60).minusNanos(1));
    assertThat(scheduled()).isEmpty();
    clock.advance(Duration.ofNanos(1));
    assertThat(scheduled()).containsExactly("01:00");
    clock.advance(Duration.ofHours(2));
    assertThat(scheduled()).containsExactly("01:00", "02:00", "03:00");
  }

  @Test
  void aJobRunsTheImageOnceWhateverItsEnd() {
    create(HOURLY);
    clock.advance(Duration.ofHours(1));

    Service job = jobs().get(0);
    assertThat(job.getSpec().getTask().getContainer().getImage()).isEqualTo("backup:1");
    assertThat(job.getSpec().getReplicatedJob().getTotalCompletions()).isEqualTo(1);
  }

  @Test
  void theStatusSaysWhatRunsWhatWasLastAndWhatIsNext() {
    create(HOURLY);
    assertThat(status()).isEqualTo(new CronJob.Status(null, null, at("01:00"), List.of()));

    clock.advance(Duration.ofHours(1));
    assertThat(status())
        .isEqualTo(
            new CronJob.Status(null, at("01:00"), at("02:00"), List.of(jobs().get(0).getId())));

    clock.advance(Duration.ofMinutes(10));
    assertThat(status()).isEqualTo(new CronJob.Status(null, at("01:00"), at("02:00"), List.of()));
  }

  @Test
  void nothingIsWrittenBetweenTheTimes() {
    create(HOURLY);
    clock.advance(Duration.ofMinutes(80));
    Version before = store.view().version();

    clock.advance(Duration.ofMinutes(39));

    assertThat(store.view().version()).isEqualTo(before);
  }

  @Test
  void forbiddenOverlapMakesTheNextWaitForTheEnd() {
    length = Duration.ofMinutes(90);
    create(HOURLY);

    clock.advance(Duration.ofMinutes(149)); // 02:29
    assertThat(active()).containsExactly("01:00");
    clock.advance(Duration.ofMinutes(1)); // 02:30
    assertThat(active()).containsExactly("02:00");
  }

  @Test
  void ofTimesThatHadToWaitTheLatestIsStarted() {
    length = Duration.ofMinutes(150);
    create(HOURLY);

    clock.advance(Duration.ofMinutes(210)); // 03:30, when that of 01:00 ends
    assertThat(active()).containsExactly("03:00");
  }

  @Test
  void allowedOverlapStartsTheNextBesideIt() {
    length = Duration.ofMinutes(90);
    create(HOURLY.withOverlap(Overlap.ALLOW));

    clock.advance(Duration.ofHours(2));

    assertThat(active()).containsExactly("01:00", "02:00");
  }

  @Test
  void replacedJobsAreStoppedWithTheirTasks() {
    length = Duration.ofMinutes(90);
    create(HOURLY.withOverlap(Overlap.REPLACE));

    clock.advance(Duration.ofHours(2));

    assertThat(active()).containsExactly("02:00");
    assertThat(scheduled()).containsExactly("02:00");
    assertThat(store.view().list(Kinds.TASK))
        .extracting(Task::getServiceId)
        .containsExactly(jobs().get(0).getId());
  }

  @Test
  void afterADowntimeOneJobDoesForAllThatWereMissed() {
    create(HOURLY);
    clock.advance(Duration.ofMinutes(90));
    downFor(Duration.ofHours(5)); // until 06:30

    assertThat(scheduled()).containsExactly("01:00", "06:00");
    clock.advance(Duration.ofMinutes(29));
    assertThat(scheduled()).containsExactly("01:00", "06:00");
    clock.advance(Duration.ofMinutes(1));
    assertThat(scheduled()).containsExactly("01:00", "06:00", "07:00");
  }

  @Test
  void afterADowntimeEachMissedTimeHasItsJobIfThatIsAskedFor() {
    create(HOURLY.withCatchUp(CatchUp.EACH).withHistory(10));
    clock.advance(Duration.ofMinutes(90));
    downFor(Duration.ofHours(3)); // until 04:30

    assertThat(active()).containsExactly("02:00");
    clock.advance(Duration.ofMinutes(10));
    assertThat(active()).containsExactly("03:00");
    clock.advance(Duration.ofMinutes(20));
    assertThat(scheduled()).containsExactly("01:00", "02:00", "03:00", "04:00", "05:00");
  }

  @Test
  void caughtUpJobsRunAtOnceIfTheyMayOverlap() {
    create(HOURLY.withCatchUp(CatchUp.EACH).withOverlap(Overlap.ALLOW));
    downFor(Duration.ofMinutes(190));

    assertThat(active()).containsExactly("01:00", "02:00", "03:00");
  }

  @Test
  void aRestartStartsNothingTwice() {
    create(HOURLY);
    clock.advance(Duration.ofMinutes(65));
    downFor(Duration.ofMinutes(1));

    clock.advance(Duration.ofMinutes(30));

    assertThat(scheduled()).containsExactly("01:00");
  }

  @Test
  void whatIsLaterThanTheStartingDeadlineIsNotStarted() {
    create(HOURLY.withStartingDeadline(Duration.ofMinutes(20)));
    downFor(Duration.ofMinutes(141)); // until 02:21
    assertThat(scheduled()).isEmpty();

    clock.advance(Duration.ofHours(1));
    assertThat(scheduled()).containsExactly("03:00");
  }

  @Test
  void whatIsJustWithinTheStartingDeadlineIsStarted() {
    create(HOURLY.withStartingDeadline(Duration.ofMinutes(20)));
    downFor(Duration.ofMinutes(140));

    assertThat(scheduled()).containsExactly("02:00");
  }

  @Test
  void aTimeThatWaitsForTheEndOfAnotherMayComeTooLate() {
    length = Duration.ofMinutes(90);
    create(HOURLY.withStartingDeadline(Duration.ofMinutes(20)));

    clock.advance(Duration.ofMinutes(179));

    assertThat(scheduled()).containsExactly("01:00");
  }

  @Test
  void timesAreThoseOfTheZonesClock() {
    // Winter time in India: five and a half hours ahead.
    create(Spec.of("0 8 * * *", "backup:1").withZone("Asia/Kolkata"));

    clock.advance(Duration.ofHours(3));

    assertThat(scheduled()).containsExactly("02:30");
  }

  @Test
  void aNightlyJobIsStartedOnceInTheNightThatTheClockGoesBack() {
    clock.advance(Duration.between(VirtualClock.START, Instant.parse("2000-10-28T12:00:00Z")));
    create(Spec.of("30 2 * * *", "backup:1").withZone("Europe/Berlin").withHistory(10));

    clock.advance(Duration.ofDays(2));

    assertThat(jobs())
        .extracting(JobService::time)
        .containsExactly(
            Instant.parse("2000-10-29T00:30:00Z"), Instant.parse("2000-10-30T01:30:00Z"));
  }

  @Test
  void aNightlyJobIsLeftOutInTheNightThatItsTimeIsSkipped() {
    clock.advance(Duration.between(VirtualClock.START, Instant.parse("2000-03-25T12:00:00Z")));
    create(Spec.of("30 2 * * *", "backup:1").withZone("Europe/Berlin"));

    clock.advance(Duration.ofDays(2));

    assertThat(jobs())
        .extracting(JobService::time)
        .containsExactly(Instant.parse("2000-03-27T00:30:00Z"));
  }

  @Test
  void onlyTheNewestOfTheEndedJobsAreKept() {
    create(HOURLY.withHistory(2));

    clock.advance(Duration.ofMinutes(5 * 60 + 30));

    assertThat(scheduled()).containsExactly("04:00", "05:00");
    assertThat(store.view().count(Kinds.TASK)).isEqualTo(2);
  }

  @Test
  void aScheduleThatIsNoneIsReportedAndMendedByAnEdit() {
    create(Spec.of("every hour", "backup:1"));
    clock.advance(Duration.ofHours(2));
    assertThat(status().problem()).contains("\"every hour\"").contains("minute, hour, day");
    assertThat(status().next()).isNull();
    assertThat(jobs()).isEmpty();

    edit(spec -> spec.withSchedule("0 * * * *"));
    clock.advance(Duration.ofHours(1));

    assertThat(status().problem()).isNull();
    assertThat(active()).containsExactly("03:00");
  }

  @Test
  void aRunningJobIsNotForgottenWhenTheScheduleIsMistyped() {
    create(HOURLY);
    clock.advance(Duration.ofMinutes(61));

    edit(spec -> spec.withSchedule("oops"));

    assertThat(scheduled()).containsExactly("01:00");
    assertThat(status().lastScheduled()).isEqualTo(at("01:00"));
  }

  @Test
  void aScheduleThatNeverComesIsNoProblem() {
    create(Spec.of("0 0 31 2 *", "backup:1"));
    clock.advance(Duration.ofDays(400));

    assertThat(status()).isEqualTo(CronJob.Status.NONE);
  }

  @Test
  void aNegativeHistoryIsRefused() {
    Future<Version> refused =
        store.update(tx -> tx.create(CronJob.KIND, cronJob(HOURLY.withHistory(-1))));

    assertThat(refused.cause()).hasMessageContaining("history must not be negative but is -1");
  }

  @Test
  void deletionTakesTheJobsAndTheirTasksAlong() {
    create(HOURLY);
    clock.advance(Duration.ofMinutes(125));
    assertThat(jobs()).hasSize(2);

    store.update(tx -> tx.delete(CronJob.KIND, BACKUP));
    clock.advance(Duration.ofHours(3));

    assertThat(jobs()).isEmpty();
    assertThat(store.view().count(Kinds.TASK)).isZero();
  }

  @Test
  void jobsThatFailHaveEndedToo() {
    length = Duration.ofHours(10);
    create(HOURLY);
    clock.advance(Duration.ofMinutes(61));

    store.update(
        tx -> {
          Task.Builder task = tx.list(Kinds.TASK).get(0).toBuilder();
          task.getStatusBuilder().setState(TaskState.FAILED);
          tx.update(Kinds.TASK, task.build());
        });
    clock.runUntilIdle();

    assertThat(active()).isEmpty();
  }

  private Manager start() {
    Manager started =
        StoreManager.on(loop, store)
            .add("cron-jobs", new CronJobs())
            .add("simulated-jobs", new SimulatedJobs(job -> length))
            .add("owner-cleanup", new OwnerCleanup());
    started.start();
    clock.runUntilIdle();
    return started;
  }

  private void downFor(Duration time) {
    manager.stop();
    clock.advance(time);
    manager = start();
  }

  private static CronJob cronJob(Spec spec) {
    return new CronJob(ObjectMeta.identified(BACKUP, BACKUP), spec, null);
  }

  private void create(Spec spec) {
    store.update(tx -> tx.create(CronJob.KIND, cronJob(spec)));
    clock.runUntilIdle();
  }

  private void edit(UnaryOperator<Spec> change) {
    store.update(
        tx -> {
          CronJob job = tx.get(CronJob.KIND, BACKUP).orElseThrow();
          ObjectTx.over(tx).spec(CronJob.KIND, job, change.apply(job.spec()));
        });
    clock.runUntilIdle();
  }

  private CronJob.Status status() {
    return store.view().get(CronJob.KIND, BACKUP).orElseThrow().status();
  }

  /** All jobs, by their times. */
  private List<Service> jobs() {
    return store.view().list(Kinds.SERVICE).stream()
        .sorted((a, b) -> JobService.time(a).compareTo(JobService.time(b)))
        .toList();
  }

  private List<String> scheduled() {
    return jobs().stream().map(CronJobsTest::time).toList();
  }

  private List<String> active() {
    return status().active().stream()
        .map(id -> time(store.view().get(Kinds.SERVICE, id).orElseThrow()))
        .toList();
  }

  /** Of the day, in UTC. */
  private static String time(Service job) {
    return JobService.time(job).toString().substring(11, 16);
  }

  private static Instant at(String time) {
    return Instant.parse(
        VirtualClock.START.truncatedTo(ChronoUnit.DAYS).toString().substring(0, 11)
            + time
            + ":00Z");
  }
}
