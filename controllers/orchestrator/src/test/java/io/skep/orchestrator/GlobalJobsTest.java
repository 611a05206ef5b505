package io.skep.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.api.Node;
import io.skep.api.NodeSpec.Availability;
import io.skep.api.NodeStatus;
import io.skep.api.RestartPolicy.RestartCondition;
import io.skep.api.Service;
import io.skep.api.Task;
import io.skep.api.TaskState;
import io.skep.orchestrator.task.Tasks;
import io.skep.store.kind.Kinds;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GlobalJobsTest {
  private final World world = World.seeded();

  @BeforeEach
  void threeNodes() {
    world.create(active("n1"), active("n2"), active("n3"));
  }

  @AfterEach
  void noRunFailed() {
    assertThat(world.failedRuns()).isZero();
  }

  /** OR-50, OR-55, CT-127. */
  @Test
  void aNewJobStartsOneTaskOnEachNode() {
    world.create(Sample.globalJob("web"));

    assertThat(nodes(world.tasks("web"))).containsExactly("n1", "n2", "n3");
    assertThat(world.tasks("web"))
        .allMatch(task -> task.getDesiredState() == TaskState.COMPLETE)
        .allMatch(task -> task.hasJobIteration() && task.getSlot() == 0);
  }

  /** OR-55, CT-127: what runs, or has ended well, is enough. */
  @Test
  void tasksThatAreThereStay() {
    world.write(
        tx -> {
          tx.create(Kinds.SERVICE, Sample.globalJob("web"));
          tx.create(Kinds.TASK, task("t1", "n1", TaskState.RUNNING, TaskState.COMPLETE));
          tx.create(Kinds.TASK, task("t2", "n2", TaskState.COMPLETE, TaskState.COMPLETE));
        });

    assertThat(nodes(world.tasks("web"))).containsExactly("n1", "n2", "n3");
    assertThat(world.tasks("web").stream().map(Task::getId)).contains("t1", "t2");
  }

  /** OR-55, OR-56, CT-127. */
  @Test
  void failedTasksAreRestartedOnTheirNodes() {
    world.write(
        tx -> {
          tx.create(Kinds.SERVICE, Sample.globalJob("web"));
          tx.create(Kinds.TASK, task("t1", "n1", TaskState.FAILED, TaskState.COMPLETE));
          tx.create(Kinds.TASK, task("t2", "n2", TaskState.FAILED, TaskState.COMPLETE));
        });

    assertThat(nodes(open())).containsExactly("n1", "n2", "n3");
    assertThat(nodes(open().stream().filter(Tasks::isHeld).toList())).containsExactly("n1", "n2");
    world.pass(Duration.ofSeconds(5));
    assertThat(open()).allMatch(task -> task.getDesiredState() == TaskState.COMPLETE);
  }

  /** OR-55, CT-127. */
  @Test
  void onlyNodesThatTheConstraintsAdmitHaveTasks() {
    world.create(Sample.globalJob("web", "node.id == n1"));

    assertThat(nodes(world.tasks("web"))).containsExactly("n1");
  }

  /** OR-55, CT-127. */
  @ParameterizedTest
  @EnumSource(names = {"DRAIN", "PAUSE"})
  void aNodeThatIsNotActiveHasNothingStarted(Availability availability) {
    world.changeNode("n1", availability);

    world.create(Sample.globalJob("web"));
    assertThat(nodes(world.tasks("web"))).containsExactly("n2", "n3");

    world.changeNode("n1", Availability.ACTIVE);
    assertThat(nodes(world.tasks("web"))).containsExactly("n1", "n2", "n3");
  }

  /** OR-55, CT-127. */
  @ParameterizedTest
  @EnumSource(names = {"DOWN", "UNKNOWN", "DISCONNECTED"})
  void aNodeThatIsNotReadyHasNothingStarted(NodeStatus.State state) {
    world.changeNode("n1", state);

    world.create(Sample.globalJob("web"));
    assertThat(nodes(world.tasks("web"))).containsExactly("n2", "n3");

    world.changeNode("n1", NodeStatus.State.READY);
    assertThat(nodes(world.tasks("web"))).containsExactly("n1", "n2", "n3");
  }

  /** OR-55, OR-9, CT-127: and started anew when the node is back. */
  @Test
  void tasksOnADrainedNodeAreStopped() {
    world.create(job(RestartCondition.NONE, 0));
    Task task = on("n1");
    world.start(task, "n1");

    world.changeNode("n1", Availability.DRAIN);
    assertThat(world.now(task).getDesiredState()).isEqualTo(TaskState.SHUTDOWN);
    world.changeNode("n1", Availability.ACTIVE);
    assertThat(nodes(open())).containsExactly("n2", "n3");
    world.report(task, TaskState.SHUTDOWN);

    assertThat(nodes(open())).containsExactly("n1", "n2", "n3");
  }

  /** OR-55. */
  @Test
  void aTaskThatFailsOnAPausedNodeIsReplacedOnceTheNodeIsActive() {
    world.create(Sample.globalJob("web"));
    Task task = on("n1");
    world.start(task, "n1");
    world.changeNode("n1", Availability.PAUSE);

    world.report(task, TaskState.FAILED);
    assertThat(nodes(open())).containsExactly("n2", "n3");
    world.changeNode("n1", Availability.ACTIVE);

    assertThat(nodes(open())).containsExactly("n1", "n2", "n3");
  }

  /** OR-58: of every global job. */
  @Test
  void aNodeThatJoinsLaterHasItsTask() {
    world.create(Sample.globalJob("web"));

    world.create(active("n4"));

    assertThat(nodes(world.tasks("web"))).containsExactly("n1", "n2", "n3", "n4");
  }

  /** OR-58. */
  @Test
  void aFinishedJobRunsOnANodeThatJoinsAndNowhereElse() {
    world.create(Sample.globalJob("web"));
    world.tasks("web").forEach(task -> world.start(task, task.getNodeId()));
    world.tasks("web").forEach(task -> world.report(task, TaskState.COMPLETE));

    world.create(active("n4"));

    assertThat(nodes(world.tasks("web"))).containsExactly("n1", "n2", "n3", "n4");
  }

  /** OR-54, CT-127. */
  @Test
  void aNewIterationBeginsOnceTheOneBeforeHasStopped() {
    world.create(Sample.globalJob("web"));
    Task running = on("n1");
    world.start(running, "n1");
    Task finished = on("n2");
    world.start(finished, "n2");
    world.report(finished, TaskState.COMPLETE);

    world.again("web", job -> {});

    assertThat(world.now(running).getDesiredState()).isEqualTo(TaskState.REMOVE);
    assertThat(world.exists(finished)).isFalse();
    assertThat(nodes(open())).containsExactly("n2", "n3");
    assertThat(open()).allMatch(task -> task.getJobIteration().getIndex() == 1);
    world.report(running, TaskState.SHUTDOWN);
    assertThat(nodes(world.tasks("web"))).containsExactly("n1", "n2", "n3");
  }

  /** OR-57, CT-127. */
  @Test
  void aMissingJobHasNothingStarted() {
    world.create(task("t1", "n1", TaskState.RUNNING, TaskState.COMPLETE));

    assertThat(world.tasks("web")).hasSize(1);
  }

  /** CT-128: what is to stop anyway is left alone. */
  @Test
  void aTaskThatIsToStopIsLeftAlone() {
    Task stopping = task("t1", "n1", TaskState.RUNNING, TaskState.SHUTDOWN);

    world.write(
        tx -> {
          tx.create(Kinds.SERVICE, Sample.globalJob("web"));
          tx.create(Kinds.TASK, stopping);
        });

    assertThat(world.now(stopping).toBuilder().clearMeta().build()).isEqualTo(stopping);
    assertThat(nodes(open())).containsExactly("n2", "n3");
  }

  /** CT-128, OR-43: nobody will ever report that it stopped. */
  @Test
  void aTaskOfANodeThatIsNoMoreIsDeleted() {
    world.create(Sample.globalJob("web"));
    world.start(on("n1"), "n1");

    world.deleteNode("n1");

    assertThat(nodes(world.tasks("web"))).containsExactly("n2", "n3");
  }

  /** OR-58, OR-64, CT-198: one restart makes two tasks on each node at most. */
  @Test
  void theLimitOfRestartsCountsOnEachNode() {
    world.create(job(RestartCondition.ANY, 1));
    for (int round = 0; round < 4; round++) {
      for (Task task : open()) {
        world.start(task, task.getNodeId());
        world.report(task, TaskState.FAILED);
      }
      world.pass(Duration.ofSeconds(5));
      world.change("web", job -> job.getSpecBuilder().getAnnotationsBuilder().putLabels("a", "b"));
    }
    world.loseLeader();
    world.lead();

    assertThat(open()).isEmpty();
    assertThat(nodes(world.tasks("web"))).containsExactly("n1", "n1", "n2", "n2", "n3", "n3");
  }

  /** OR-51: one job at a time and each by itself. */
  @Test
  void constraintsThatCannotBeReadDoNotKeepAJobFromRunning() {
    world.create(Sample.globalJob("web", "node.id = n1"));
    world.create(Sample.globalJob("other", "node.id == n1"));

    assertThat(nodes(world.tasks("web"))).containsExactly("n1", "n2", "n3");
    assertThat(nodes(world.tasks("other"))).containsExactly("n1");
  }

  private static Node active(String id) {
    return Sample.node(id, NodeStatus.State.READY, Availability.ACTIVE);
  }

  private static Task task(String id, String node, TaskState observed, TaskState desired) {
    return Sample.jobTask(id, 0, 0, observed, desired).toBuilder().setNodeId(node).build();
  }

  private static Service job(RestartCondition condition, long attempts) {
    return Sample.withRestart(Sample.globalJob("web"), Sample.policy(condition, attempts, 0));
  }

  private Task on(String node) {
    return open().stream().filter(task -> task.getNodeId().equals(node)).findFirst().orElseThrow();
  }

  private List<Task> open() {
    return world.active("web").stream().filter(task -> !Tasks.isTerminal(task)).toList();
  }

  private static List<String> nodes(List<Task> tasks) {
    return tasks.stream().map(Task::getNodeId).sorted().toList();
  }
}
