package io.skep.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.api.NodeSpec.Availability;
import io.skep.api.NodeStatus;
import io.skep.api.RestartPolicy;
import io.skep.api.RestartPolicy.RestartCondition;
import io.skep.api.Service;
import io.skep.api.Task;
import io.skep.api.TaskState;
import io.skep.orchestrator.task.Tasks;
import io.skep.store.By;
import io.skep.store.kind.Kinds;
import java.time.Duration;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ReplicatedJobsTest {
  private final World world = World.seeded();

  @BeforeEach
  void twoNodes() {
    world.create(Sample.node("n1"), Sample.node("n2"));
  }

  @AfterEach
  void noRunFailed() {
    assertThat(world.failedRuns()).isZero();
  }

  /** OR-50, OR-52, OR-8, CT-125, CT-131: as many as may run at a time, in the lowest slots. */
  @Test
  void aNewJobStartsAsManyTasksAsMayRunAtATime() {
    world.write(
        tx ->
            tx.find(Kinds.CLUSTER, By.name("default"))
                .forEach(
                    cluster -> {
                      var changed = cluster.toBuilder();
                      var defaults = changed.getSpecBuilder().getTaskDefaultsBuilder();
                      defaults.getLogDriverBuilder().setName("journal");
                      tx.update(Kinds.CLUSTER, changed.build());
                    }));

    world.create(Sample.replicatedJob("web", 10, 30));

    assertThat(slots(world.tasks("web"))).containsExactlyElementsOf(numbers(0, 10));
    assertThat(world.tasks("web"))
        .allMatch(task -> task.getDesiredState() == TaskState.COMPLETE)
        .allMatch(task -> task.hasJobIteration() && task.getJobIteration().getIndex() == 0)
        .allMatch(task -> task.getLogDriver().getName().equals("journal"));
  }

  /** OR-52, CT-125. */
  @Test
  void tasksThatAreThereAreCountedAndTheirSlotsAreLeftAlone() {
    existing(
        Sample.replicatedJob("web", 10, 30),
        6,
        n -> task(n, 2L * n, TaskState.RUNNING, TaskState.COMPLETE));

    assertThat(slots(world.active("web"))).containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 10L);
  }

  /** OR-52, CT-125. */
  @Test
  void slotsOfTasksThatWereStoppedAreUsedAgain() {
    existing(
        Sample.replicatedJob("web", 10, 30),
        10,
        n -> task(n, n, TaskState.SHUTDOWN, TaskState.SHUTDOWN));

    assertThat(slots(world.active("web"))).containsExactlyElementsOf(numbers(0, 10));
  }

  /** OR-52, OR-53, OR-56, CT-125: restarts take the places of those that failed. */
  @Test
  void failedTasksAreRestartedAndCountAsRunning() {
    existing(
        Sample.replicatedJob("web", 10, 30),
        15,
        n -> task(n, n, n < 10 ? TaskState.COMPLETE : TaskState.FAILED, TaskState.COMPLETE));

    List<Task> open = open("web");
    assertThat(slots(open)).containsExactlyElementsOf(numbers(10, 20));
    assertThat(open.stream().filter(Tasks::isHeld).map(Task::getSlot))
        .containsExactlyInAnyOrder(10L, 11L, 12L, 13L, 14L);
    assertThat(world.tasks("web")).hasSize(25);
  }

  /** OR-52, CT-125. */
  @Test
  void noMoreAreStartedThanCompletionsAreMissing() {
    existing(
        Sample.replicatedJob("web", 20, 30),
        20,
        n -> task(n, n, TaskState.COMPLETE, TaskState.COMPLETE));

    assertThat(slots(open("web"))).containsExactlyElementsOf(numbers(20, 30));
  }

  /** OR-52, OR-58, CT-125, CT-198: neither difference is ever negative. */
  @ParameterizedTest
  @CsvSource({"30, 10, 20", "30, 40, 20", "8, 5, 20", "8, 0, 20"})
  void nothingIsStartedWhenMoreRunsThanMay(int running, long maxConcurrent, long total) {
    existing(
        Sample.replicatedJob("web", maxConcurrent, total),
        running,
        n -> task(n, n, TaskState.RUNNING, TaskState.COMPLETE));

    assertThat(world.tasks("web")).hasSize(running);
  }

  /** OR-52. */
  @Test
  void aJobThatMayRunNothingAtATimeRunsNothing() {
    world.create(Sample.replicatedJob("web", 0, 30));

    assertThat(world.tasks("web")).isEmpty();
  }

  /** OR-50: both numbers are unsigned. */
  @Test
  void theLargestNumberOfCompletionsIsNoNegativeOne() {
    world.create(Sample.replicatedJob("web", 3, -1));

    assertThat(world.tasks("web")).hasSize(3);
  }

  /**
   * OR-57, CT-125: tasks of a job that is not there; and nothing says which iteration is current.
   */
  @Test
  void aMissingJobHasNothingStarted() {
    world.create(
        task(0, 0, TaskState.FAILED, TaskState.COMPLETE),
        task(1, 1, TaskState.RUNNING, TaskState.COMPLETE));

    assertThat(open("web")).isEmpty();
    assertThat(world.tasks("web")).hasSize(1);
  }

  /** OR-52. */
  @Test
  void tasksWithoutAnIterationAreNoneOfTheJobs() {
    existing(
        Sample.replicatedJob("web", 2, 2),
        3,
        n -> {
          Task task = task(n, n, TaskState.RUNNING, TaskState.COMPLETE);
          return task.toBuilder().clearJobIteration().build();
        });

    assertThat(world.tasks("web")).hasSize(5);
  }

  /** OR-50, OR-51, CT-129: to the end. */
  @Test
  void aJobEndsWithAsManyCompletionsAsItAsksFor() {
    world.create(Sample.replicatedJob("web", 3, 8));
    int most = 0;

    for (List<Task> open = open("web"); !open.isEmpty(); open = open("web")) {
      most = Math.max(most, open.size());
      world.start(open.get(0), "n1");
      world.report(open.get(0), TaskState.COMPLETE);
    }

    assertThat(most).isEqualTo(3);
    assertThat(slots(world.tasks("web"))).containsExactlyElementsOf(numbers(0, 8));
    assertThat(world.tasks("web"))
        .allMatch(task -> task.getStatus().getState() == TaskState.COMPLETE)
        .allMatch(task -> task.getDesiredState() == TaskState.COMPLETE);
  }

  /** OR-51, CT-129: neither a step of a task's life nor a stopped leader leads to a look. */
  @Test
  void onlyTheEndOfATaskIsWorthALook() {
    world.create(Sample.replicatedJob("web", 1, 2));
    Task task = open("web").get(0);
    world.write(tx -> tx.update(Kinds.TASK, world.now(task).toBuilder().setNodeId("n1").build()));
    double runs = world.runs("replicated-jobs");

    world.report(task, TaskState.PREPARING);
    world.report(task, TaskState.RUNNING);
    assertThat(world.runs("replicated-jobs")).isEqualTo(runs);
    world.loseLeader();
    world.report(task, TaskState.COMPLETE);
    assertThat(world.tasks("web")).hasSize(1);

    world.lead();
    assertThat(slots(world.tasks("web"))).containsExactly(0L, 1L);
  }

  /** OR-51, CT-129. */
  @Test
  void theTasksOfADeletedJobAreToBeRemoved() {
    world.create(Sample.replicatedJob("web", 3, 8));
    Task task = open("web").get(0);
    world.start(task, "n1");

    world.deleteService("web");

    assertThat(world.tasks("web")).singleElement().isEqualTo(world.now(task));
    assertThat(world.now(task).getDesiredState()).isEqualTo(TaskState.REMOVE);
  }

  /** OR-54, CT-126. */
  @Test
  void aNewIterationBeginsAnew() {
    world.create(Sample.replicatedJob("web", 10, 30));
    List<Task> old = world.tasks("web");

    world.again("web", job -> {});

    assertThat(world.tasks("web")).doesNotContainAnyElementsOf(old).hasSize(10);
    assertThat(world.tasks("web"))
        .allMatch(task -> task.getJobIteration().getIndex() == 1)
        .allMatch(task -> task.getDesiredState() == TaskState.COMPLETE);
  }

  /** OR-54, OR-58: what runs takes room until it has stopped. */
  @Test
  void tasksOfTheIterationBeforeTakeRoomWhileTheyRun() {
    world.create(Sample.replicatedJob("web", 3, 8));
    List<Task> old = world.tasks("web");
    old.forEach(task -> world.start(task, "n1"));

    world.again("web", job -> {});

    assertThat(world.tasks("web")).hasSize(3);
    assertThat(world.tasks("web")).allMatch(task -> task.getDesiredState() == TaskState.REMOVE);
    world.report(old.get(1), TaskState.SHUTDOWN);
    assertThat(slots(open("web"))).containsExactly(old.get(1).getSlot());
    world.report(old.get(0), TaskState.SHUTDOWN);
    world.report(old.get(2), TaskState.SHUTDOWN);
    assertThat(slots(world.tasks("web"))).containsExactly(0L, 1L, 2L);
  }

  /** OR-54, OR-58: no slot is worked on twice. */
  @Test
  void aSlotInWhichTheIterationBeforeStillRunsIsNotFilled() {
    world.create(Sample.replicatedJob("web", 4, 3));
    List<Task> old = world.tasks("web");
    Task slow = old.stream().filter(task -> task.getSlot() == 1).findFirst().orElseThrow();
    world.start(slow, "n1");

    world.again("web", job -> {});
    assertThat(slots(open("web"))).containsExactly(0L, 2L);
    world.report(slow, TaskState.SHUTDOWN);

    assertThat(slots(open("web"))).containsExactly(0L, 1L, 2L);
  }

  /** OR-54: and what ended is history of its slot, as long as the job has that slot. */
  @Test
  void finishedTasksOfTheIterationBeforeAreHistory() {
    existing(
        Sample.replicatedJob("web", 4, 4),
        4,
        n -> task(n, n, TaskState.COMPLETE, TaskState.COMPLETE));

    world.again(
        "web", job -> job.getSpecBuilder().getReplicatedJobBuilder().setTotalCompletions(2));

    assertThat(world.tasks("web").stream().map(Task::getId)).contains("t0", "t1");
    assertThat(world.tasks("web").stream().map(Task::getId)).doesNotContain("t2", "t3");
    assertThat(slots(open("web"))).containsExactly(0L, 1L);
  }

  /** OR-54: a failure that waits for its restart does so no more. */
  @Test
  void aRestartOfTheIterationBeforeIsOff() {
    world.create(Sample.replicatedJob("web", 1, 1));
    world.start(open("web").get(0), "n1");
    world.report(open("web").get(0), TaskState.FAILED);
    Task held = open("web").get(0);

    world.again("web", job -> {});
    world.pass(Duration.ofMinutes(1));

    assertThat(world.exists(held)).isFalse();
    assertThat(open("web")).singleElement().matches(task -> task.getJobIteration().getIndex() == 1);
  }

  /** OR-56, OR-17: held for the delay, then to complete, also under a new leader. */
  @Test
  void aReplacementIsHeldForTheDelayAndIsThenToComplete() {
    Task failed = failedTask(RestartCondition.ON_FAILURE, 0);

    Task replacement = open("web").get(0);
    assertThat(world.now(failed).getDesiredState()).isEqualTo(TaskState.SHUTDOWN);
    assertThat(replacement.getSlot()).isEqualTo(failed.getSlot());
    assertThat(replacement.getJobIteration()).isEqualTo(failed.getJobIteration());
    assertThat(replacement.getDesiredState()).isEqualTo(TaskState.READY);
    world.loseLeader();
    world.pass(Duration.ofSeconds(4));
    world.lead();
    assertThat(world.now(replacement).getDesiredState()).isEqualTo(TaskState.READY);
    world.pass(Duration.ofSeconds(1));
    assertThat(world.now(replacement).getDesiredState()).isEqualTo(TaskState.COMPLETE);
  }

  /** OR-56. */
  @ParameterizedTest
  @EnumSource(names = {"ANY", "ON_FAILURE", "NONE"})
  void aTaskThatEndedWellIsNeverRestarted(RestartCondition condition) {
    world.create(job(condition, 0));
    world.start(open("web").get(0), "n1");
    world.report(open("web").get(0), TaskState.COMPLETE);
    world.pass(Duration.ofMinutes(5));

    assertThat(world.tasks("web")).hasSize(1);
  }

  /** OR-56. */
  @Test
  void whateverTheEndAFailureIsFollowedByAnotherTask() {
    failedTask(RestartCondition.ANY, 0);

    assertThat(open("web")).hasSize(1);
  }

  /** OR-56, OR-58, CT-130. */
  @Test
  void withoutRestartsAFailedTaskIsTheLastOfItsSlot() {
    failedTask(RestartCondition.NONE, 0);
    world.pass(Duration.ofMinutes(5));
    touch();

    assertThat(world.tasks("web")).hasSize(1);
  }

  /** OR-58, OR-64, CT-130, CT-198. */
  @Test
  void aSlotThatHasUsedUpItsRestartsIsNeverFilledAgain() {
    failedTask(RestartCondition.ON_FAILURE, 3);
    for (int restart = 0; restart < 3; restart++) {
      world.pass(Duration.ofSeconds(5));
      Task again = open("web").get(0);
      assertThat(again.getDesiredState()).isEqualTo(TaskState.COMPLETE);
      world.start(again, "n1");
      world.report(again, TaskState.FAILED);
    }
    world.pass(Duration.ofMinutes(5));
    touch();
    world.loseLeader();
    world.lead();

    assertThat(world.tasks("web"))
        .hasSize(4)
        .allMatch(task -> task.getStatus().getState() == TaskState.FAILED);
    assertThat(open("web")).isEmpty();
  }

  /** OR-58: the other slots go on. */
  @Test
  void aSlotThatHasUsedUpItsRestartsGivesItsRoomToOthers() {
    world.create(
        Sample.withRestart(Sample.replicatedJob("web", 1, 2), policy(RestartCondition.NONE, 0)));
    world.start(open("web").get(0), "n1");

    world.report(open("web").get(0), TaskState.FAILED);

    assertThat(slots(open("web"))).containsExactly(1L);
  }

  /** OR-58: not the task's time of life but its iteration counts. */
  @Test
  void aNewIterationHasFreshRestarts() {
    failedTask(RestartCondition.NONE, 0);

    world.again("web", job -> {});

    assertThat(slots(open("web"))).containsExactly(0L);
  }

  /** OR-58, OR-9. */
  @Test
  void aTaskIsReplacedWhenItsNodeGoesDown() {
    Task lost = runningTask();

    world.changeNode("n1", NodeStatus.State.DOWN);

    assertThat(world.now(lost).getDesiredState()).isEqualTo(TaskState.SHUTDOWN);
    assertThat(slots(open("web"))).containsExactly(0L);
    world.pass(Duration.ofSeconds(5));
    assertThat(open("web").get(0).getDesiredState()).isEqualTo(TaskState.COMPLETE);
  }

  /** OR-58, OR-9. */
  @Test
  void aTaskIsReplacedWhenItsNodeIsDeleted() {
    Task lost = runningTask();

    world.deleteNode("n1");

    assertThat(world.now(lost).getDesiredState()).isEqualTo(TaskState.SHUTDOWN);
    assertThat(slots(open("web"))).containsExactly(0L);
  }

  /** OR-58, OR-62, OR-63: and not before it has stopped. */
  @Test
  void aTaskIsReplacedWhenItsNodeIsDrained() {
    Task moved = runningTask();

    world.changeNode("n1", Availability.DRAIN);

    Task replacement = open("web").get(0);
    assertThat(replacement.getDesiredState()).isEqualTo(TaskState.READY);
    assertThat(world.active("web")).hasSize(1);
    world.report(moved, TaskState.SHUTDOWN);
    assertThat(world.now(replacement).getDesiredState()).isEqualTo(TaskState.COMPLETE);
  }

  /** OR-50: a node that was given up may come back and say that its task was done all the time. */
  @Test
  void aSlotThatIsDoneAfterAllNeedsNoReplacement() {
    Task lost = runningTask();
    world.changeNode("n1", NodeStatus.State.DOWN);
    Task replacement = open("web").get(0);

    world.report(lost, TaskState.COMPLETE);

    assertThat(world.now(replacement).getDesiredState()).isEqualTo(TaskState.SHUTDOWN);
    assertThat(open("web")).isEmpty();
  }

  /** OR-84, OR-58: history goes, and what tells that the slot is done stays. */
  @ParameterizedTest
  @CsvSource({"0, 1", "2, 2", "-1, 4"})
  void theHistoryOfAJobIsReapedAndAFinishedJobStaysFinished(long limit, int kept) {
    world.write(
        tx ->
            tx.find(Kinds.CLUSTER, By.name("default"))
                .forEach(
                    cluster -> {
                      var changed = cluster.toBuilder();
                      var orchestration = changed.getSpecBuilder().getOrchestrationBuilder();
                      orchestration.setTaskHistoryRetentionLimit(limit);
                      tx.update(Kinds.CLUSTER, changed.build());
                    }));
    failedTask(RestartCondition.ANY, 0);
    for (TaskState end : List.of(TaskState.FAILED, TaskState.FAILED, TaskState.COMPLETE)) {
      world.pass(Duration.ofSeconds(5));
      world.start(open("web").get(0), "n1");
      world.report(open("web").get(0), end);
    }
    world.pass(Duration.ofMinutes(5));
    touch();

    assertThat(world.tasks("web")).hasSize(kept);
    assertThat(world.tasks("web"))
        .filteredOn(task -> task.getStatus().getState() == TaskState.COMPLETE)
        .hasSize(1);
  }

  private static Task task(int n, long slot, TaskState observed, TaskState desired) {
    return Sample.jobTask("t" + n, slot, 0, observed, desired).toBuilder().setNodeId("n1").build();
  }

  /** {@code job}, seen for the first time with tasks that are there. */
  private void existing(Service job, int count, IntFunction<Task> of) {
    world.write(
        tx -> {
          tx.create(Kinds.SERVICE, job);
          IntStream.range(0, count).mapToObj(of).forEach(task -> tx.create(Kinds.TASK, task));
        });
  }

  private static Service job(RestartCondition condition, long attempts) {
    return Sample.withRestart(Sample.replicatedJob("web", 1, 1), policy(condition, attempts));
  }

  private static RestartPolicy policy(RestartCondition condition, long attempts) {
    return Sample.policy(condition, attempts, 0);
  }

  private Task runningTask() {
    world.create(job(RestartCondition.ANY, 0));
    world.start(open("web").get(0), "n1");
    return open("web").get(0);
  }

  private Task failedTask(RestartCondition condition, long attempts) {
    world.create(job(condition, attempts));
    Task task = open("web").get(0);
    world.start(task, "n1");
    world.report(task, TaskState.FAILED);
    return task;
  }

  /** A change of the service that is no new iteration. */
  private void touch() {
    world.change("web", job -> job.getSpecBuilder().getAnnotationsBuilder().putLabels("a", "b"));
  }

  /** The tasks that are to end well and have not ended yet. */
  private List<Task> open(String job) {
    return world.active(job).stream().filter(task -> !Tasks.isTerminal(task)).toList();
  }

  private static List<Long> slots(List<Task> tasks) {
    return tasks.stream().map(Task::getSlot).sorted().toList();
  }

  private static List<Long> numbers(long from, long to) {
    return LongStream.range(from, to).boxed().toList();
  }
}
