package io.skep.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.api.RestartPolicy.RestartCondition;
import io.skep.api.Service;
import io.skep.api.Task;
import io.skep.api.TaskState;
import io.skep.store.Change;
import io.skep.store.Interest;
import io.skep.store.Watcher;
import io.skep.store.kind.Kinds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What agents make of tasks. */
class SimulatedAgentsTest {
  private static final Duration QUIET = Duration.ofSeconds(30);
  private static final Duration LIMIT = Duration.ofMinutes(30);

  @Test // AG-3 OR-1 OR-2
  void aTaskGoesThroughEveryStateUpToRunning() {
    try (var cluster = SimulatedCluster.start(SimulationOptions.of(1))) {
      cluster.addNode(A.node("n1"));
      var loop = cluster.clock().loop("test");
      Watcher watcher = cluster.store().watch(loop, Interest.in(List.of(Kinds.TASK)));

      cluster.deploy(tx -> tx.create(Kinds.SERVICE, A.replicated("web", 1)));
      cluster.settle(QUIET, LIMIT);

      assertThat(states(watcher))
          .containsExactly(
              TaskState.NEW,
              TaskState.PENDING,
              TaskState.ASSIGNED,
              TaskState.ACCEPTED,
              TaskState.PREPARING,
              TaskState.READY,
              TaskState.STARTING,
              TaskState.RUNNING);
    }
  }

  @Test // AG-3 OR-5
  void aTaskThatIsDoneEndsAsCompleteAndIsKept() {
    try (var cluster = SimulatedCluster.start(withRunTime(Duration.ofMinutes(1)))) {
      cluster.addNode(A.node("n1"));

      cluster.deploy(tx -> tx.create(Kinds.SERVICE, restarting(RestartCondition.ON_FAILURE)));
      boolean settled = cluster.settle(Duration.ofMinutes(2), LIMIT);

      assertThat(settled).isTrue();
      assertThat(A.tasks(cluster.view(), "web")).singleElement().satisfies(this::isFinished);
    }
  }

  @Test // AG-4
  void aTaskThatFailsSaysWithWhatExitCode() {
    var life = TaskLife.steady(1).withFailures(1, Duration.ofSeconds(10));
    try (var cluster = SimulatedCluster.start(SimulationOptions.of(1).withLife(life))) {
      cluster.addNode(A.node("n1"));

      cluster.deploy(tx -> tx.create(Kinds.SERVICE, restarting(RestartCondition.NONE)));
      cluster.settle(QUIET, LIMIT);

      Task failed = A.tasks(cluster.view(), "web").get(0);
      assertThat(failed.getStatus().getState()).isEqualTo(TaskState.FAILED);
      assertThat(failed.getStatus().getErr()).isEqualTo("task: non-zero exit (1)");
      assertThat(failed.getStatus().getContainer().getExitCode()).isEqualTo(1);
    }
  }

  @Test // AG-3
  void aHeldTaskIsPreparedButNotStarted() {
    var life = TaskLife.steady(1).withFailures(1, Duration.ofSeconds(10));
    try (var cluster = SimulatedCluster.start(SimulationOptions.of(1).withLife(life))) {
      cluster.addNode(A.node("n1"));
      Service.Builder slow = restarting(RestartCondition.ANY).toBuilder();
      slow.getSpecBuilder().getTaskBuilder().getRestartBuilder().getDelayBuilder().setSeconds(600);

      cluster.deploy(tx -> tx.create(Kinds.SERVICE, slow.build()));
      cluster.advance(Duration.ofMinutes(5));

      assertThat(A.tasks(cluster.view(), "web"))
          .filteredOn(task -> task.getDesiredState() == TaskState.READY)
          .singleElement()
          .extracting(task -> task.getStatus().getState())
          .isEqualTo(TaskState.READY);
    }
  }

  @Test // AG-3 OR-4
  void tasksOfADeletedServiceAreStoppedAndThenDeleted() {
    try (var cluster = SimulatedCluster.start(SimulationOptions.of(1))) {
      cluster.addNode(A.node("n1"));
      cluster.deploy(tx -> tx.create(Kinds.SERVICE, A.replicated("web", 3)));
      cluster.settle(QUIET, LIMIT);

      cluster.deploy(tx -> tx.delete(Kinds.SERVICE, "web"));

      cluster.clock().runUntilIdle();
      assertThat(A.tasks(cluster.view(), "web"))
          .hasSize(3)
          .allMatch(task -> task.getDesiredState() == TaskState.REMOVE)
          .allMatch(task -> task.getStatus().getState() == TaskState.RUNNING);
      cluster.settle(QUIET, LIMIT);
      assertThat(A.tasks(cluster.view(), "web")).isEmpty();
    }
  }

  private void isFinished(Task task) {
    assertThat(task.getStatus().getState()).isEqualTo(TaskState.COMPLETE);
    assertThat(task.getStatus().getMessage()).isEqualTo("finished");
  }

  private static SimulationOptions withRunTime(Duration run) {
    return SimulationOptions.of(1).withLife(TaskLife.steady(1).withRunTime(run));
  }

  private static Service restarting(RestartCondition condition) {
    Service.Builder service = A.replicated("web", 1).toBuilder();
    service.getSpecBuilder().getTaskBuilder().getRestartBuilder().setCondition(condition);
    return service.build();
  }

  private static List<TaskState> states(Watcher watcher) {
    var states = new ArrayList<TaskState>();
    while (watcher.next() instanceof Watcher.Next.Delivered delivered) {
      for (Change<?> change : delivered.commit().changes()) {
        states.add(((Task) change.object()).getStatus().getState());
      }
    }
    return states;
  }
}
