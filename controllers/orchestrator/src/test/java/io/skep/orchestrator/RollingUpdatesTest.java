package io.skep.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Duration;
import io.skep.api.NodeStatus;
import io.skep.api.RestartPolicy.RestartCondition;
import io.skep.api.Service;
import io.skep.api.ServiceSpec;
import io.skep.api.Task;
import io.skep.api.TaskState;
import io.skep.api.UpdateConfig;
import io.skep.api.UpdateConfig.FailureAction;
import io.skep.api.UpdateConfig.UpdateOrder;
import io.skep.api.UpdateStatus;
import io.skep.api.UpdateStatus.UpdateState;
import io.skep.api.wire.Times;
import io.skep.orchestrator.task.Tasks;
import io.skep.orchestrator.update.ProgressDeadline;
import io.skep.store.kind.Kinds;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of the tasks of a replicated service when it is changed. */
class RollingUpdatesTest {
  private final World world = World.seeded();
  private final PlayedAgents agents = new PlayedAgents(world, "web");

  @BeforeEach
  void threeNodes() {
    world.create(Sample.node("n1"), Sample.node("n2"), Sample.node("n3"));
  }

  @AfterEach
  void noRunFailed() {
    assertThat(world.failedRuns()).isZero();
  }

  /** OR-70, OR-72, OR-73, CT-105. */
  @Test
  void aChangeReplacesEveryTaskAndSaysSo() {
    running(3, update -> {});

    world.update("web", image("v2"));
    assertThat(status().getState()).isEqualTo(UpdateState.UPDATING);
    assertThat(status().getMessage()).isEqualTo("update in progress");
    assertThat(Times.instant(status().getStartedAt())).isEqualTo(world.instant());
    play(60);

    assertThat(images()).containsExactly("v2", "v2", "v2");
    assertThat(status().getState()).isEqualTo(UpdateState.COMPLETED);
    assertThat(status().getMessage()).isEqualTo("update completed");
    assertThat(status().hasCompletedAt()).isTrue();
  }

  /** OR-74: at most one by default. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 4})
  void atMostSoManySlotsAreBeingReplaced(long parallelism) {
    running(6, update -> update.setParallelism(parallelism));
    agents.starting(task -> !image(task).equals("v2"));

    world.update("web", image("v2"));
    play(300);

    assertThat(images()).filteredOn("v2"::equals).hasSize((int) parallelism);
    assertThat(runningNow()).isEqualTo(6 - parallelism);
  }

  /** OR-70, OR-74: without a configuration it is one at a time. */
  @Test
  void withoutAConfigurationOneSlotIsReplacedAtATime() {
    running(3, null);
    agents.starting(task -> !image(task).equals("v2"));

    world.update("web", image("v2"));
    play(10);

    assertThat(images()).filteredOn("v2"::equals).hasSize(1);
  }

  /** OR-74. */
  @Test
  void parallelismZeroReplacesAllAtOnce() {
    running(5, update -> update.setParallelism(0));

    world.update("web", image("v2"));

    assertThat(images()).containsExactly("v2", "v2", "v2", "v2", "v2");
  }

  /** OR-74: also after the last slot. */
  @Test
  void thereIsAPauseAfterEachSlot() {
    running(3, update -> update.setDelay(seconds(10)).setMonitor(seconds(2)));

    world.update("web", image("v2"));
    agents.act();
    assertThat(images()).filteredOn("v2"::equals).hasSize(1);
    world.pass(java.time.Duration.ofSeconds(10).minusNanos(1));
    agents.act();
    assertThat(images()).filteredOn("v2"::equals).hasSize(1);
    world.pass(java.time.Duration.ofNanos(1));
    assertThat(images()).filteredOn("v2"::equals).hasSize(2);
    agents.act();
    world.pass(java.time.Duration.ofSeconds(10));
    agents.act();

    // OR-78: the delay after the last slot, and a second more than the delay.
    world.pass(java.time.Duration.ofSeconds(21).minusNanos(1));
    assertThat(status().getState()).isEqualTo(UpdateState.UPDATING);
    world.pass(java.time.Duration.ofNanos(1));
    assertThat(status().getState()).isEqualTo(UpdateState.COMPLETED);
  }

  /** OR-78. */
  @Test
  void theLastTaskIsWatchedForTheMonitorPeriod() {
    running(1, update -> update.setMonitor(seconds(7)));

    world.update("web", image("v2"));
    agents.act();

    world.pass(java.time.Duration.ofSeconds(7).minusNanos(1));
    assertThat(status().getState()).isEqualTo(UpdateState.UPDATING);
    world.pass(java.time.Duration.ofNanos(1));
    assertThat(status().getState()).isEqualTo(UpdateState.COMPLETED);
  }

  /** OR-74: without a restart delay, but not before the old task has stopped. */
  @Test
  void stopFirstStartsTheNewTaskWhenTheOldOneHasStopped() {
    running(1, update -> {});
    Task old = world.runnable("web").get(0);

    world.update("web", image("v2"));
    Task replacement = world.runnable("web").get(0);
    assertThat(world.now(old).getDesiredState()).isEqualTo(TaskState.SHUTDOWN);
    assertThat(replacement.getDesiredState()).isEqualTo(TaskState.READY);
    world.report(old, TaskState.SHUTDOWN);

    assertThat(world.now(replacement).getDesiredState()).isEqualTo(TaskState.RUNNING);
  }

  /** OR-74, CT-108. */
  @Test
  void anOldTaskThatNeverStopsIsWaitedForOneMinute() {
    running(1, update -> {});
    agents.stopping(task -> false);
    world.update("web", image("v2"));
    Task replacement = world.runnable("web").get(0);

    world.pass(java.time.Duration.ofMinutes(1).minusNanos(1));
    assertThat(world.now(replacement).getDesiredState()).isEqualTo(TaskState.READY);
    world.pass(java.time.Duration.ofNanos(1));
    assertThat(world.now(replacement).getDesiredState()).isEqualTo(TaskState.RUNNING);

    play(10);
    assertThat(status().getState()).isEqualTo(UpdateState.COMPLETED);
  }

  /** OR-74. */
  @Test
  void startFirstStopsTheOldTaskWhenTheNewOneRuns() {
    running(1, update -> update.setOrder(UpdateOrder.START_FIRST));
    Task old = world.runnable("web").get(0);

    world.update("web", image("v2"));
    Task replacement = newest();
    assertThat(replacement.getDesiredState()).isEqualTo(TaskState.RUNNING);
    world.report(replacement, TaskState.STARTING);
    assertThat(world.now(old).getDesiredState()).isEqualTo(TaskState.RUNNING);
    world.report(replacement, TaskState.RUNNING);

    assertThat(world.now(old).getDesiredState()).isEqualTo(TaskState.SHUTDOWN);
  }

  /** CT-109. */
  @Test
  void startFirstDoesNotWaitForOldTasksThatAreSlowToStop() {
    running(3, update -> update.setOrder(UpdateOrder.START_FIRST).setParallelism(3));
    agents.stopping(task -> false);

    world.update("web", image("v2"));
    agents.act();

    assertThat(world.tasks("web"))
        .hasSize(6)
        .allMatch(task -> task.getStatus().getState() == TaskState.RUNNING)
        .allMatch(
            task ->
                task.getDesiredState()
                    == (image(task).equals("v2") ? TaskState.RUNNING : TaskState.SHUTDOWN));
  }

  /** OR-74: if the new one fails the old one stays. */
  @Test
  void startFirstKeepsTheOldTaskWhenTheNewOneFails() {
    running(1, update -> update.setOrder(UpdateOrder.START_FIRST), RestartCondition.NONE);
    Task old = world.runnable("web").get(0);
    agents.failing(task -> image(task).equals("v2"));

    world.update("web", image("v2"));
    play(30);

    assertThat(world.now(old).getDesiredState()).isEqualTo(TaskState.RUNNING);
    assertThat(status().getState()).isEqualTo(UpdateState.PAUSED);
  }

  /** OR-74: of an update that was overtaken nothing waits beside the task that runs. */
  @Test
  void whatAnOvertakenUpdateStartedFirstAndNobodyPlacedIsStopped() {
    running(2, update -> update.setOrder(UpdateOrder.START_FIRST).setParallelism(2));
    List<Task> old = world.runnable("web");
    world.update("web", image("v2"));
    assertThat(images()).containsExactlyInAnyOrder("v1", "v2", "v1", "v2");

    world.update("web", image("v3").andThen(spec -> spec.getUpdateBuilder().setParallelism(1)));

    assertThat(world.runnable("web")).containsAll(old.stream().map(world::now).toList());
    assertThat(images()).containsExactlyInAnyOrder("v1", "v3", "v1");
  }

  /** OR-74: nor does the update try the slot again and again. */
  @Test
  void aSlotIsTriedOncePerUpdate() {
    running(
        1,
        update -> update.setOrder(UpdateOrder.START_FIRST).setFailureAction(FailureAction.CONTINUE),
        RestartCondition.NONE);
    agents.failing(task -> image(task).equals("v2"));

    world.update("web", image("v2"));
    play(300);

    assertThat(world.tasks("web")).hasSize(2);
    assertThat(images()).containsExactly("v1");
    assertThat(status().getState()).isEqualTo(UpdateState.COMPLETED);
  }

  /** OR-74: losing a node says nothing about the new specification, whatever the restart policy. */
  @Test
  void aSlotIsTriedAgainWhenItsNewTaskIsLostWithItsNode() {
    running(1, update -> update.setOrder(UpdateOrder.START_FIRST), RestartCondition.NONE);
    Task old = world.runnable("web").get(0);
    world.update("web", image("v2"));
    Task lost = newest();
    world.report(lost, TaskState.ASSIGNED, "n3");

    world.changeNode("n3", NodeStatus.State.DOWN);
    assertThat(world.now(lost).getDesiredState()).isEqualTo(TaskState.SHUTDOWN);
    assertThat(world.now(old).getDesiredState()).isEqualTo(TaskState.RUNNING);
    play(60);

    assertThat(images()).containsExactly("v2");
    assertThat(status().getState()).isEqualTo(UpdateState.COMPLETED);
    assertThat(status().getProgress().getFailures()).isZero();
  }

  /** OR-74: a replacement of the failed one that runs in the end takes the place. */
  @Test
  void startFirstStopsTheOldTaskWhenARestartOfTheNewOneRuns() {
    running(
        1,
        update ->
            update.setOrder(UpdateOrder.START_FIRST).setFailureAction(FailureAction.CONTINUE));
    agents.failing(task -> image(task).equals("v2"));
    world.update("web", image("v2"));
    play(30);
    assertThat(images()).contains("v1");

    agents.failing(task -> false);
    play(30);

    assertThat(images()).containsExactly("v2");
  }

  /** CT-107, OR-73, OR-76, OR-77. */
  @Test
  void tooManyFailuresPauseTheUpdateForGood() {
    running(3, update -> {}, RestartCondition.NONE);
    agents.failing(task -> image(task).equals("v2"));

    world.update("web", image("v2"));
    play(60);

    Task failed = only("v2");
    assertThat(images()).containsExactly("v1", "v1");
    assertThat(status().getState()).isEqualTo(UpdateState.PAUSED);
    assertThat(status().getMessage())
        .isEqualTo("update paused due to failure or early termination of task " + failed.getId());
    List<Task> before = world.tasks("web");
    world.change("web", service -> {});
    play(600);
    assertThat(world.tasks("web")).isEqualTo(before);

    // The next change is another update.
    world.update(
        "web", spec -> image("v3").andThen(s -> onFailure(s, FailureAction.CONTINUE)).accept(spec));
    play(60);
    assertThat(images()).containsExactly("v3", "v3", "v3");
    assertThat(status().getState()).isEqualTo(UpdateState.COMPLETED);
  }

  /** CT-107, OR-76: failures do not count then. */
  @Test
  void continueGoesOnWhateverFails() {
    running(3, update -> update.setFailureAction(FailureAction.CONTINUE), RestartCondition.NONE);
    agents.failing(task -> image(task).equals("v2"));

    world.update("web", image("v2"));
    play(60);

    assertThat(world.tasks("web")).filteredOn(task -> image(task).equals("v2")).hasSize(3);
    assertThat(status().getState()).isEqualTo(UpdateState.COMPLETED);
  }

  /** OR-76: more than the ratio is too much, as much is not. */
  @ParameterizedTest(name = "ratio {0}")
  @ValueSource(floats = {0.25f, 0.24f})
  void onlyMoreThanTheRatioIsTooMuch(float ratio) {
    running(4, update -> update.setMaxFailureRatio(ratio), RestartCondition.NONE);
    agents.failing(task -> image(task).equals("v2") && task.getSlot() == 1);

    world.update("web", image("v2"));
    play(60);

    boolean tooMuch = ratio < 0.25f;
    assertThat(status().getState()).isEqualTo(tooMuch ? UpdateState.PAUSED : UpdateState.COMPLETED);
  }

  /** OR-76: success counts too, when it comes too early. */
  @Test
  void aTaskThatCompletesTooEarlyIsAFailure() {
    running(2, update -> {});

    world.update("web", image("v2"));
    agents.act();
    world.pass(java.time.Duration.ofSeconds(4));
    Task second = newest();
    world.report(second, TaskState.COMPLETE);

    assertThat(status().getState()).isEqualTo(UpdateState.PAUSED);
    assertThat(status().getMessage()).endsWith(second.getId());
  }

  /** OR-76: at the end of the monitor period it still counts. */
  @ParameterizedTest(name = "{0} s after its start")
  @ValueSource(longs = {5, 6})
  void aTaskThatEndsAfterTheMonitorPeriodIsNoFailure(long after) {
    running(2, update -> update.setDelay(seconds(60)));

    world.update("web", image("v2"));
    agents.act();
    Task first = only("v2");
    world.pass(java.time.Duration.ofSeconds(after));
    world.report(first, TaskState.FAILED);

    assertThat(status().getState())
        .isEqualTo(after <= 5 ? UpdateState.PAUSED : UpdateState.UPDATING);
  }

  /** OR-78: when all is done the window is a second longer than the delay, if that is longer. */
  @ParameterizedTest(name = "{0} s after its start")
  @ValueSource(longs = {61, 62})
  void inTheEndTheWindowIsLongerThanTheDelay(long after) {
    running(1, update -> update.setDelay(seconds(60)), RestartCondition.NONE);

    world.update("web", image("v2"));
    agents.act();
    Task first = only("v2");
    world.pass(java.time.Duration.ofSeconds(after));
    world.report(first, TaskState.FAILED);
    play(120);

    assertThat(status().getState())
        .isEqualTo(after == 61 ? UpdateState.PAUSED : UpdateState.COMPLETED);
  }

  /** OR-76. */
  @Test
  void failuresOfTasksThatTheUpdateDidNotMakeDoNotCount() {
    running(3, update -> update.setDelay(seconds(30)));
    world.update("web", image("v2"));
    agents.act();

    world.report(inSlot(3), TaskState.FAILED);
    play(20);
    world.report(inSlot(3), TaskState.FAILED);
    play(300);

    assertThat(status().getState()).isEqualTo(UpdateState.COMPLETED);
  }

  /** OR-76: each failure once, whatever happens to the history. */
  @Test
  void failuresAreCountedThoughNoHistoryIsKept() {
    world.write(
        tx -> tx.list(Kinds.CLUSTER).forEach(cluster -> tx.delete(Kinds.CLUSTER, cluster.getId())));
    running(4, update -> update.setMaxFailureRatio(0.4f).setDelay(seconds(20)));
    agents.failing(task -> image(task).equals("v2") && task.getSlot() != 2);

    world.update("web", image("v2"));
    play(120);

    assertThat(status().getState()).isEqualTo(UpdateState.PAUSED);
    assertThat(images()).filteredOn("v1"::equals).hasSize(1);
    assertThat(status().getProgress().getFailures()).isEqualTo(2);
  }

  /** OR-74, OR-77: what had begun when the update was paused is finished. */
  @ParameterizedTest
  @EnumSource(
      value = UpdateOrder.class,
      names = {"STOP_FIRST", "START_FIRST"})
  void slotsUnderWayFinishAfterAPause(UpdateOrder order) {
    running(4, update -> update.setParallelism(2).setOrder(order), RestartCondition.NONE);
    agents.starting(task -> !image(task).equals("v2") || task.getSlot() == 1);
    agents.failing(task -> image(task).equals("v2") && task.getSlot() == 1);
    world.update("web", image("v2"));
    agents.act();
    assertThat(status().getState()).isEqualTo(UpdateState.PAUSED);

    agents.starting(task -> true);
    play(60);

    assertThat(world.tasks("web"))
        .filteredOn(task -> task.getSlot() == 2 && Tasks.isRunnable(task))
        .extracting(RollingUpdatesTest::image)
        .containsExactly("v2");
    assertThat(images()).filteredOn("v1"::equals).hasSize(order == UpdateOrder.STOP_FIRST ? 2 : 3);
  }

  /** CT-101. */
  @ParameterizedTest(name = "rollback fails with {0}")
  @EnumSource(
      value = FailureAction.class,
      names = {"PAUSE", "CONTINUE"})
  void anUpdateThatFailsIsRolledBack(FailureAction back) {
    running(
        4,
        update ->
            update
                .setFailureAction(FailureAction.ROLLBACK)
                .setMaxFailureRatio(0.4f)
                .setMonitor(millis(500))
                .setDelay(millis(10)),
        RestartCondition.NONE);
    world.change(
        "web",
        service ->
            service
                .getSpecBuilder()
                .getRollbackBuilder()
                .setParallelism(1)
                .setFailureAction(back)
                .setMaxFailureRatio(0.4f)
                .setMonitor(millis(500))
                .setDelay(millis(10)));
    agents.failing(
        task -> image(task).equals("v2") && (task.getSlot() == 1 || task.getSlot() == 3));

    world.update("web", image("v2"));
    Set<String> states = statesWhile(20);

    assertThat(made("v2")).isEqualTo(3);
    assertThat(made("v1")).isEqualTo(4 + 3);
    assertThat(states).contains("ROLLBACK_STARTED");
    assertThat(images()).containsExactly("v1", "v1", "v1", "v1");
    assertThat(status().getState()).isEqualTo(UpdateState.ROLLBACK_COMPLETED);
    assertThat(status().getMessage()).isEqualTo("rollback completed");
    assertThat(world.service("web").hasPreviousSpec()).isFalse();

    // Once more, and now what comes back fails too.
    Set<String> before = idsOf(world.tasks("web"));
    agents.failing(
        task ->
            !before.contains(task.getId())
                && (image(task).equals("v1") || task.getSlot() == 1 || task.getSlot() == 3));
    world.update("web", image("v2"));
    play(20);

    assertThat(status().getState())
        .isEqualTo(
            back == FailureAction.PAUSE
                ? UpdateState.ROLLBACK_PAUSED
                : UpdateState.ROLLBACK_COMPLETED);
    if (back == FailureAction.PAUSE) {
      assertThat(status().getMessage())
          .startsWith("update paused due to failure or early termination of task ");
    }
  }

  /** OR-77: the text, and the specification. */
  @Test
  void aRollbackTakesTheSpecificationBack() {
    running(
        3,
        update -> update.setFailureAction(FailureAction.ROLLBACK).setParallelism(2),
        RestartCondition.NONE);
    Service before = world.service("web");
    agents.failing(task -> image(task).equals("v2") && task.getSlot() == 1);

    world.update("web", image("v2"));
    Task first = inSlot(1);
    agents.act();

    assertThat(status().getState()).isEqualTo(UpdateState.ROLLBACK_STARTED);
    assertThat(status().getMessage())
        .isEqualTo(
            "update rolled back due to failure or early termination of task " + first.getId());
    assertThat(world.service("web").getSpec()).isEqualTo(before.getSpec());
    assertThat(world.service("web").getSpecVersion()).isEqualTo(before.getSpecVersion());
  }

  /** CT-199, OR-77: a rollback is never rolled back. */
  @Test
  void aRollbackThatFailsIsNotRolledBackButPaused() {
    running(4, update -> {}, RestartCondition.NONE);
    world.update(
        "web",
        spec ->
            spec.getRollbackBuilder().setFailureAction(FailureAction.ROLLBACK).setParallelism(1));
    world.update("web", image("v2"));
    play(60);
    Set<String> before = idsOf(world.tasks("web"));
    agents.failing(task -> !before.contains(task.getId()));

    world.rollBack("web");
    assertThat(status().getState()).isEqualTo(UpdateState.ROLLBACK_STARTED);
    assertThat(status().getMessage()).isEqualTo("manually requested rollback");
    play(600);

    assertThat(status().getState()).isEqualTo(UpdateState.ROLLBACK_PAUSED);
    assertThat(status().getMessage())
        .startsWith("rollback paused due to failure or early termination of task ");
    assertThat(images()).containsExactly("v2", "v2", "v2");
  }

  /** CT-199, OR-77. */
  @Test
  void withoutASpecificationToGoBackToAnUpdateIsPaused() {
    running(2, update -> update.setFailureAction(FailureAction.ROLLBACK), RestartCondition.NONE);
    agents.failing(task -> image(task).equals("v2"));

    world.change("web", service -> image("v2").accept(service.getSpecBuilder()));
    play(60);

    assertThat(status().getState()).isEqualTo(UpdateState.PAUSED);
    assertThat(status().getMessage())
        .startsWith("update paused due to failure or early termination of task ")
        .endsWith("there is no previous spec to roll back to");
  }

  /** OR-72, OR-79: what was never updated stays. */
  @Test
  void aManualRollbackReplacesOnlyWhatWasUpdated() {
    running(3, update -> update.setDelay(seconds(60)));
    world.update("web", image("v2"));
    agents.act();
    Set<String> untouched = idsOf(world.runnable("web").subList(1, 3));

    world.rollBack("web");
    play(200);

    assertThat(images()).containsExactly("v1", "v1", "v1");
    assertThat(idsOf(world.runnable("web"))).containsAll(untouched);
    assertThat(status().getState()).isEqualTo(UpdateState.ROLLBACK_COMPLETED);
  }

  /** OR-71. */
  @Test
  void anotherChangeTakesTheUpdateOver() {
    running(4, update -> {});
    agents.starting(task -> !image(task).equals("v2"));
    world.update("web", image("v2"));
    agents.act();
    assertThat(images()).filteredOn("v2"::equals).hasSize(1);

    world.update("web", image("v3"));
    play(60);

    assertThat(images()).containsExactly("v3", "v3", "v3", "v3");
    assertThat(made("v2")).isEqualTo(1);
    assertThat(status().getState()).isEqualTo(UpdateState.COMPLETED);
  }

  /** OR-71: what does not run is replaced first, so that no second slot is without service. */
  @Test
  void anUpdateThatTakesOverBeginsWithTheSlotThatDoesNotRun() {
    running(3, update -> {});
    agents.starting(task -> !image(task).equals("v2") || task.getSlot() < 3);
    world.update("web", image("v2"));
    play(30);
    assertThat(runningNow()).isEqualTo(2);

    agents.starting(task -> !image(task).equals("v3"));
    world.update("web", image("v3"));
    play(30);

    assertThat(runningNow()).isEqualTo(2);
    assertThat(only("v3").getSlot()).isEqualTo(3);
  }

  /** OR-71. */
  @Test
  void aNoteOnTheServiceMeanwhileDisturbsNothing() {
    running(3, update -> update.setDelay(seconds(10)));
    world.update("web", image("v2"));
    agents.act();
    UpdateStatus before = status();

    world.change("web", service -> service.setPendingDelete(true));

    assertThat(status()).isEqualTo(before);
    play(100);
    assertThat(made("v2")).isEqualTo(3);
  }

  /** OR-34: what is added is up to date at once. */
  @Test
  void aChangeThatAlsoScalesUpCreatesAtOnceAndUpdatesInTurn() {
    running(2, update -> {});
    agents.starting(task -> !image(task).equals("v2"));

    world.update(
        "web",
        spec -> {
          image("v2").accept(spec);
          spec.getReplicatedBuilder().setReplicas(4);
        });
    agents.act();

    assertThat(world.tasks("web"))
        .filteredOn(Tasks::isRunnable)
        .extracting(RollingUpdatesTest::image)
        .containsExactlyInAnyOrder("v2", "v1", "v2", "v2");
  }

  /** OR-73: nothing to do, nothing to say. */
  @Test
  void aChangeThatConcernsNoTaskLeavesNoStatus() {
    running(2, update -> {});
    Set<String> before = idsOf(world.tasks("web"));

    world.update("web", spec -> spec.getAnnotationsBuilder().putLabels("a", "b"));
    play(30);

    assertThat(idsOf(world.tasks("web"))).isEqualTo(before);
    assertThat(world.service("web").hasUpdateStatus()).isFalse();
  }

  /** OR-73: announced, but there is nothing to do. */
  @Test
  void aRollbackThatConcernsNoTaskIsCompleteAtOnce() {
    running(2, update -> {});
    world.update("web", spec -> spec.getAnnotationsBuilder().putLabels("a", "b"));

    world.rollBack("web");

    assertThat(status().getState()).isEqualTo(UpdateState.ROLLBACK_COMPLETED);
  }

  /** OR-73: and whoever wrote that state. */
  @Test
  void whatBecomesDirtyAfterTheEndIsUpdatedUnderTheStatusThatIsThere() {
    running(2, update -> {});
    world.update("web", image("v2"));
    play(30);
    world.rollBack("web");
    play(30);
    assertThat(status().getState()).isEqualTo(UpdateState.ROLLBACK_COMPLETED);

    agents.starting(task -> !image(task).equals("v3"));
    world.change("web", service -> image("v3").accept(service.clearSpecVersion().getSpecBuilder()));
    agents.act();
    assertThat(status().getState()).isEqualTo(UpdateState.ROLLBACK_COMPLETED);
    assertThat(images()).filteredOn("v3"::equals).hasSize(1);
    agents.starting(task -> true);
    play(30);

    assertThat(images()).containsExactly("v3", "v3");
    assertThat(status().getState()).isEqualTo(UpdateState.COMPLETED);
    assertThat(status().getMessage()).isEqualTo("update completed");
  }

  /** CT-105: other pull options. */
  @Test
  void otherPullOptionsReplaceNothingThatRuns() {
    running(3, update -> {});
    Set<String> before = idsOf(world.tasks("web"));

    world.update(
        "web",
        spec ->
            spec.getTaskBuilder()
                .getContainerBuilder()
                .getPullOptionsBuilder()
                .setRegistryAuth("x"));
    play(60);

    assertThat(idsOf(world.tasks("web"))).isEqualTo(before);
  }

  /** CT-105: the same when nothing runs any more. */
  @Test
  void otherPullOptionsReplaceWhatIsDone() {
    running(3, update -> {}, RestartCondition.NONE);
    for (Task task : world.runnable("web")) {
      world.report(task, TaskState.COMPLETE);
    }

    world.update(
        "web",
        spec ->
            spec.getTaskBuilder()
                .getContainerBuilder()
                .getPullOptionsBuilder()
                .setRegistryAuth("x"));
    play(60);

    assertThat(world.runnable("web")).hasSize(3);
  }

  /** CT-105: the task's log driver before the cluster's. */
  @Test
  void replacementsGetTheLogDriverOfTheTaskElseOfTheCluster() {
    running(1, update -> {});
    world.update("web", spec -> spec.getTaskBuilder().getLogDriverBuilder().setName("own"));
    play(30);
    world.write(
        tx ->
            tx.list(Kinds.CLUSTER)
                .forEach(
                    cluster -> {
                      var changed = cluster.toBuilder();
                      changed
                          .getSpecBuilder()
                          .getTaskDefaultsBuilder()
                          .getLogDriverBuilder()
                          .setName("common");
                      tx.update(Kinds.CLUSTER, changed.build());
                    }));
    world.update("web", image("v2"));
    play(30);
    assertThat(newest().getLogDriver().getName()).isEqualTo("own");

    world.update("web", spec -> spec.getTaskBuilder().clearLogDriver());
    play(30);

    assertThat(newest().getLogDriver().getName()).isEqualTo("common");
  }

  /** CT-106. */
  @Test
  void constraintsThatCannotBeReadReplaceNothing() {
    running(3, update -> {});
    Set<String> before = idsOf(world.tasks("web"));

    world.update(
        "web", spec -> spec.getTaskBuilder().getPlacementBuilder().addConstraints("node=n1"));
    play(60);

    assertThat(idsOf(world.tasks("web"))).isEqualTo(before);
  }

  /** OR-75. */
  @Test
  void aServiceThatIsDeletedMeanwhileGetsNoFurtherTask() {
    running(3, update -> {});
    world.update("web", image("v2"));

    world.deleteService("web");
    play(60);

    assertThat(world.tasks("web")).isEmpty();
  }

  /** OR-74: a replacement whose node is lost is waited for where it goes. */
  @Test
  void aReplacementThatLosesItsNodeStaysTheOneThatIsWaitedFor() {
    running(3, update -> {});
    agents.starting(task -> !image(task).equals("v2"));
    world.update("web", image("v2"));
    agents.act();
    Task first = only("v2");
    world.report(first, TaskState.STARTING, "n2");

    world.changeNode("n2", io.skep.api.NodeStatus.State.DOWN);
    play(120);

    assertThat(images()).filteredOn("v2"::equals).hasSizeLessThanOrEqualTo(2);
    assertThat(inSlot(1).getUpdate().getNumber()).isEqualTo(first.getUpdate().getNumber());
    assertThat(status().getProgress().getFailures()).isZero();
  }

  /** OR-74, in the better form: SwarmKit waits for ever. */
  @Test
  void aReplacementThatDoesNotRunInTimePausesTheUpdateAndTheStatusSaysWhy() {
    running(3, update -> {});
    world.change("web", service -> deadline(service.getSpecBuilder(), "10m"));
    agents.starting(task -> !image(task).equals("v2"));
    world.update("web", image("v2"));
    agents.act();
    Task late = only("v2");
    world.write(
        tx -> {
          Task.Builder waiting = tx.get(Kinds.TASK, late.getId()).orElseThrow().toBuilder();
          waiting.getStatusBuilder().setErr("no suitable node");
          tx.update(Kinds.TASK, waiting.build());
        });

    world.pass(java.time.Duration.ofMinutes(10).minusNanos(1));
    assertThat(status().getState()).isEqualTo(UpdateState.UPDATING);
    world.pass(java.time.Duration.ofNanos(1));

    assertThat(status().getState()).isEqualTo(UpdateState.PAUSED);
    assertThat(status().getMessage())
        .isEqualTo(
            "update paused due to task %s not running within 10m (no suitable node)"
                .formatted(late.getId()));
  }

  /** OR-74: the failure action decides. */
  @Test
  void anUpdateThatMindsNoFailuresGoesOnAfterTheDeadline() {
    running(3, update -> update.setFailureAction(FailureAction.CONTINUE));
    world.change("web", service -> deadline(service.getSpecBuilder(), "1m"));
    agents.starting(task -> !image(task).equals("v2") || task.getSlot() != 1);

    world.update("web", image("v2"));
    play(90);

    assertThat(images()).containsExactly("v2", "v2", "v2");
    assertThat(status().getState()).isEqualTo(UpdateState.COMPLETED);
  }

  /** OR-74. */
  @Test
  void anUpdateThatFallsBehindIsRolledBackIfTheServiceSaysSo() {
    running(3, update -> update.setFailureAction(FailureAction.ROLLBACK));
    world.change("web", service -> deadline(service.getSpecBuilder(), "1m"));
    agents.starting(task -> !image(task).equals("v2"));

    world.update("web", image("v2"));
    play(120);

    assertThat(images()).containsExactly("v1", "v1", "v1");
    assertThat(status().getState()).isEqualTo(UpdateState.ROLLBACK_COMPLETED);
  }

  /** OR-74: as SwarmKit does, unless told otherwise. */
  @Test
  void withoutADeadlineAnUpdateWaitsForEver() {
    running(3, update -> {});
    agents.starting(task -> !image(task).equals("v2"));

    world.update("web", image("v2"));
    agents.act();
    world.pass(java.time.Duration.ofDays(30));

    assertThat(status().getState()).isEqualTo(UpdateState.UPDATING);
    assertThat(images()).filteredOn("v2"::equals).hasSize(1);
  }

  private static void deadline(ServiceSpec.Builder spec, String length) {
    spec.getAnnotationsBuilder().putLabels(ProgressDeadline.LABEL, length);
  }

  private void play(long seconds) {
    agents.play(java.time.Duration.ofSeconds(seconds));
  }

  private Set<String> statesWhile(long seconds) {
    var states = new HashSet<String>();
    for (long tenth = 0; tenth < seconds * 10; tenth++) {
      for (Task task : world.tasks("web")) {
        agents.act(task);
        states.add(status().getState().name());
      }
      world.pass(java.time.Duration.ofMillis(100));
      states.add(status().getState().name());
    }
    return states;
  }

  private void running(long replicas, Consumer<UpdateConfig.Builder> config) {
    running(replicas, config, RestartCondition.ANY);
  }

  private void running(
      long replicas, Consumer<UpdateConfig.Builder> config, RestartCondition restart) {
    Service.Builder service =
        Sample.withRestart(Sample.replicated("web", replicas), Sample.policy(restart, 0, 0))
            .toBuilder();
    image("v1").accept(service.getSpecBuilder());
    if (config != null) {
      config.accept(service.getSpecBuilder().getUpdateBuilder().setParallelism(1));
    }
    world.create(service.build());
    agents.act();
    world.pass(java.time.Duration.ofSeconds(1));
  }

  private static Consumer<ServiceSpec.Builder> image(String image) {
    return spec -> spec.getTaskBuilder().getContainerBuilder().setImage(image);
  }

  private static void onFailure(ServiceSpec.Builder spec, FailureAction action) {
    spec.getUpdateBuilder().setFailureAction(action);
  }

  private static String image(Task task) {
    return task.getSpec().getContainer().getImage();
  }

  private UpdateStatus status() {
    return world.service("web").getUpdateStatus();
  }

  private List<String> images() {
    return world.runnable("web").stream().map(RollingUpdatesTest::image).toList();
  }

  private long runningNow() {
    return world.runnable("web").stream()
        .filter(task -> task.getStatus().getState() == TaskState.RUNNING)
        .count();
  }

  private long made(String image) {
    return world.tasks("web").stream().filter(task -> image(task).equals(image)).count();
  }

  private Task only(String image) {
    return world.tasks("web").stream()
        .filter(task -> image(task).equals(image))
        .reduce((a, b) -> null)
        .orElseThrow();
  }

  private Task newest() {
    List<Task> tasks = world.tasks("web");
    return tasks.get(tasks.size() - 1);
  }

  private Task inSlot(long slot) {
    return world.runnable("web").stream()
        .filter(task -> task.getSlot() == slot)
        .findFirst()
        .orElseThrow();
  }

  private static Set<String> idsOf(List<Task> tasks) {
    var ids = new HashSet<String>();
    tasks.forEach(task -> ids.add(task.getId()));
    return ids;
  }

  private static Duration seconds(long seconds) {
    return Duration.newBuilder().setSeconds(seconds).build();
  }

  private static Duration millis(long millis) {
    return Times.duration(java.time.Duration.ofMillis(millis));
  }
}
