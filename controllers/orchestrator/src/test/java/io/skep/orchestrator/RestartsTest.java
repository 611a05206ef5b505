package io.skep.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Duration;
import io.skep.api.NodeSpec.Availability;
import io.skep.api.NodeStatus;
import io.skep.api.RestartPolicy.RestartCondition;
import io.skep.api.Task;
import io.skep.api.TaskState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Replacements: when they are made, and when they start. The restart delay here is five seconds.
 */
class RestartsTest {
  private final World world = World.seeded();

  @BeforeEach
  void twoNodes() {
    world.create(Sample.node("n1"), Sample.node("n2"));
  }

  @AfterEach
  void noRunFailed() {
    assertThat(world.failedRuns()).isZero();
  }

  /** OR-4, OR-60, OR-61, CT-98. */
  @Test
  void aReplacementIsHeldForTheDelay() {
    Task failed = runningTask();

    world.report(failed, TaskState.FAILED);

    assertThat(replacement().getDesiredState()).isEqualTo(TaskState.READY);
    pass(5_000 - 1);
    assertThat(replacement().getDesiredState()).isEqualTo(TaskState.READY);
    pass(1);
    assertThat(replacement().getDesiredState()).isEqualTo(TaskState.RUNNING);
  }

  /** OR-61. */
  @Test
  void aReplacementThatEndsDuringItsOwnDelayIsReplacedOnlyAfterThat() {
    world.report(runningTask(), TaskState.FAILED);
    Task first = replacement();
    pass(1_000);

    world.report(first, TaskState.REJECTED);

    assertThat(replacement()).isEqualTo(world.now(first));
    pass(4_000 - 1);
    assertThat(replacement().getId()).isEqualTo(first.getId());
    pass(1);
    assertThat(replacement().getId()).isNotEqualTo(first.getId());
    assertThat(replacement().getDesiredState()).isEqualTo(TaskState.READY);
    assertThat(world.now(first).getDesiredState()).isEqualTo(TaskState.SHUTDOWN);
  }

  /** OR-61: without the delay there would be a new task at every report. */
  @Test
  void aTaskThatCannotStartDoesNotSpin() {
    world.report(runningTask(), TaskState.FAILED);

    for (int second = 0; second < 60; second++) {
      world.report(replacement(), TaskState.REJECTED);
      pass(1_000);
    }

    // Five that the cluster keeps, and the newest that is not history yet.
    assertThat(world.tasks("web")).hasSizeLessThanOrEqualTo(6);
    assertThat(world.slots("web")).containsExactly(1L);
  }

  /** OR-66: the delay is the same after each failure. */
  @Test
  void theDelayDoesNotGrow() {
    world.report(runningTask(), TaskState.FAILED);

    for (int failure = 0; failure < 6; failure++) {
      Task held = replacement();
      pass(5_000 - 1);
      assertThat(world.now(held).getDesiredState()).isEqualTo(TaskState.READY);
      pass(1);
      assertThat(world.now(held).getDesiredState()).isEqualTo(TaskState.RUNNING);
      world.start(held, "n1");
      world.report(held, TaskState.FAILED);
    }
  }

  /** OR-62. */
  @Test
  void theDelayIsSkippedWhenTheNodeIsBeingDrained() {
    Task old = runningTask();

    world.changeNode("n1", Availability.DRAIN);
    assertThat(replacement().getDesiredState()).isEqualTo(TaskState.READY);
    world.report(old, TaskState.SHUTDOWN);

    assertThat(replacement().getDesiredState()).isEqualTo(TaskState.RUNNING);
  }

  /** OR-63. */
  @Test
  void aReplacementWaitsForTheOldTaskToStop() {
    Task old = runningTask();
    world.changeNode("n1", Availability.DRAIN);

    pass(59_000);
    assertThat(replacement().getDesiredState()).isEqualTo(TaskState.READY);
    world.report(old, TaskState.SHUTDOWN);

    assertThat(replacement().getDesiredState()).isEqualTo(TaskState.RUNNING);
  }

  /** OR-63. */
  @Test
  void aReplacementWaitsForTheOldTaskNoLongerThanAMinute() {
    runningTask();
    world.changeNode("n1", Availability.DRAIN);

    pass(60_000 - 1);
    assertThat(replacement().getDesiredState()).isEqualTo(TaskState.READY);
    pass(1);

    assertThat(replacement().getDesiredState()).isEqualTo(TaskState.RUNNING);
  }

  /** OR-63. */
  @Test
  void aReplacementDoesNotWaitForATaskWhoseNodeIsDown() {
    runningTask();

    world.changeNode("n1", NodeStatus.State.DOWN);

    pass(5_000 - 1);
    assertThat(replacement().getDesiredState()).isEqualTo(TaskState.READY);
    pass(1);
    assertThat(replacement().getDesiredState()).isEqualTo(TaskState.RUNNING);
  }

  /** OR-63: the node goes down while the replacement waits. */
  @Test
  void aReplacementStopsWaitingWhenTheNodeGoesDown() {
    runningTask();
    world.changeNode("n1", Availability.DRAIN);
    pass(20_000);

    world.changeNode("n1", NodeStatus.State.DOWN);

    assertThat(replacement().getDesiredState()).isEqualTo(TaskState.RUNNING);
  }

  /** OR-63: likewise. */
  @Test
  void aReplacementStopsWaitingWhenTheNodeIsDeleted() {
    runningTask();
    world.changeNode("n1", Availability.DRAIN);
    pass(20_000);

    world.deleteNode("n1");

    assertThat(replacement().getDesiredState()).isEqualTo(TaskState.RUNNING);
  }

  /** OR-17. */
  @Test
  void aNewLeaderGoesOnWithTheDelayWhereTheOldOneStopped() {
    world.report(runningTask(), TaskState.FAILED);
    pass(3_000);
    world.loseLeader();
    pass(1_000);

    world.lead();

    assertThat(replacement().getDesiredState()).isEqualTo(TaskState.READY);
    pass(1_000 - 1);
    assertThat(replacement().getDesiredState()).isEqualTo(TaskState.READY);
    pass(1);
    assertThat(replacement().getDesiredState()).isEqualTo(TaskState.RUNNING);
  }

  /** OR-17. */
  @Test
  void aNewLeaderReleasesAtOnceWhatIsOverdue() {
    world.report(runningTask(), TaskState.FAILED);
    world.loseLeader();
    pass(60_000);

    world.lead();

    assertThat(replacement().getDesiredState()).isEqualTo(TaskState.RUNNING);
  }

  /** OR-22, OR-64: two restarts may be made by one leader, and none more by the next. */
  @Test
  void aNewLeaderKnowsHowOftenASlotWasRestarted() {
    Task task = runningTask(RestartCondition.ANY, 2);
    world.report(task, TaskState.FAILED);
    pass(5_000);
    world.report(replacement(), TaskState.FAILED);
    pass(5_000);
    Task last = replacement();
    world.loseLeader();
    world.lead();

    world.report(last, TaskState.FAILED);
    pass(60_000);

    assertThat(world.runnable("web")).isEmpty();
    assertThat(world.tasks("web")).hasSize(3);
    assertThat(world.now(last).getDesiredState()).isEqualTo(TaskState.SHUTDOWN);
  }

  /** CT-95. */
  @ParameterizedTest
  @EnumSource(names = {"FAILED", "COMPLETE"})
  void withoutADelayTheReplacementRunsAtOnce(TaskState end) {
    Task task = runningTask(RestartCondition.ANY, 0, 0);

    world.report(task, end);

    assertThat(world.now(task).getDesiredState()).isEqualTo(TaskState.SHUTDOWN);
    assertThat(replacement().getId()).isNotEqualTo(task.getId());
    assertThat(replacement().getDesiredState()).isEqualTo(TaskState.RUNNING);
  }

  /**
   * CT-96, CT-97: nor by a change that asks for nothing else; one that is forced fills the slot.
   */
  @ParameterizedTest
  @EnumSource(
      value = RestartCondition.class,
      names = {"ON_FAILURE", "NONE"})
  void aSlotThatIsDoneIsFilledAgainByAForcedUpdateOnly(RestartCondition condition) {
    world.report(runningTask(condition, 0), TaskState.COMPLETE);

    world.change("web", service -> {});
    pass(60_000);
    assertThat(world.runnable("web")).isEmpty();
    world.update("web", spec -> spec.getTaskBuilder().setForceUpdate(1));

    assertThat(replacement().getDesiredState()).isEqualTo(TaskState.RUNNING);
  }

  /** CT-96. */
  @Test
  void onFailureRestartsWhatFailed() {
    world.report(runningTask(RestartCondition.ON_FAILURE, 0), TaskState.FAILED);

    assertThat(replacement().getDesiredState()).isEqualTo(TaskState.READY);
  }

  /** CT-97: one at a time, as every update. */
  @Test
  void slotsThatAreDoneAreFilledAgainInTurn() {
    world.create(
        Sample.withRestart(
            Sample.replicated("web", 2), Sample.policy(RestartCondition.NONE, 0, 0)));
    world.startAll("web", "n1", "n2");
    world.report(world.runnable("web").get(0), TaskState.FAILED);
    world.report(world.runnable("web").get(0), TaskState.COMPLETE);

    world.update("web", spec -> spec.getTaskBuilder().setForceUpdate(1));
    assertThat(world.runnable("web")).hasSize(1);
    world.startAll("web", "n1");

    assertThat(world.runnable("web")).hasSize(2);
  }

  /** CT-99: and a new specification counts anew. */
  @Test
  void eachSlotIsRestartedAsOftenAsItsLimitSaysForEachSpecification() {
    Task first = runningTask(RestartCondition.ANY, 1, 0);
    failTwice(first);
    assertThat(world.runnable("web")).isEmpty();

    world.update("web", spec -> spec.getTaskBuilder().getContainerBuilder().setImage("v2"));
    failTwice(replacement());

    assertThat(world.runnable("web")).isEmpty();
    assertThat(world.tasks("web")).hasSize(2); // What the limit is counted from.
  }

  /** CT-100. */
  @Test
  void restartsBeforeTheWindowDoNotCount() {
    var policy =
        Sample.policy(RestartCondition.ANY, 1, 10).toBuilder()
            .setDelay(Duration.getDefaultInstance())
            .build();
    world.create(Sample.withRestart(Sample.replicated("web", 2), policy));
    world.startAll("web", "n1", "n2");
    world.runnable("web").forEach(task -> world.report(task, TaskState.FAILED));
    world.startAll("web", "n1", "n2");
    pass(1_000);

    world.report(world.runnable("web").get(0), TaskState.FAILED);
    assertThat(world.slots("web")).containsExactly(2L);
    pass(10_000);
    world.report(world.runnable("web").get(0), TaskState.FAILED);
    assertThat(world.slots("web")).containsExactly(2L);
  }

  private void failTwice(Task task) {
    world.start(task, "n1");
    world.report(task, TaskState.FAILED);
    world.start(replacement(), "n1");
    world.report(replacement(), TaskState.FAILED);
  }

  /** OR-64. */
  @Test
  void aTaskThatIsNotToBeRestartedEndsItsSlotAndCounts() {
    world.report(runningTask(RestartCondition.ON_FAILURE, 0), TaskState.COMPLETE);
    pass(60_000);

    assertThat(world.runnable("web")).isEmpty();
    assertThat(world.tasks("web")).hasSize(1);
  }

  private Task runningTask() {
    return runningTask(RestartCondition.ANY, 0);
  }

  private Task runningTask(RestartCondition condition, long attempts) {
    return runningTask(condition, attempts, 5);
  }

  private Task runningTask(RestartCondition condition, long attempts, long delaySeconds) {
    world.create(
        Sample.withRestart(
            Sample.replicated("web", 1),
            Sample.policy(condition, attempts, 0).toBuilder()
                .setDelay(Duration.newBuilder().setSeconds(delaySeconds))
                .build()));
    world.startAll("web", "n1");
    return world.runnable("web").get(0);
  }

  private Task replacement() {
    assertThat(world.runnable("web")).hasSize(1);
    return world.runnable("web").get(0);
  }

  private void pass(long millis) {
    world.pass(java.time.Duration.ofMillis(millis));
  }
}
