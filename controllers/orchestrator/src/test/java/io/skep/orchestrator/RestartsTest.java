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

  /** OR-4, OR-60, OR-61. */
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
    world.create(
        Sample.withRestart(
            Sample.replicated("web", 1),
            Sample.policy(condition, attempts, 0).toBuilder()
                .setDelay(Duration.newBuilder().setSeconds(5))
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
