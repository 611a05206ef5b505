package io.skep.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.api.NodeSpec.Availability;
import io.skep.api.NodeStatus;
import io.skep.api.RestartPolicy.RestartCondition;
import io.skep.api.Service;
import io.skep.api.Task;
import io.skep.api.TaskState;
import io.skep.api.Version;
import io.skep.api.wire.Times;
import io.skep.orchestrator.task.Tasks;
import io.skep.store.kind.Kinds;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a leader makes of what it finds. Tasks are restarted after five seconds. */
class StartOfALeaderTest {
  private final World world = World.seeded();

  @BeforeEach
  void nobodyLeads() {
    world.create(Sample.node("n1"), Sample.node("n2"));
    world.loseLeader();
  }

  @AfterEach
  void noRunFailed() {
    assertThat(world.failedRuns()).isZero();
  }

  /** CT-92, CT-118. */
  @ParameterizedTest(name = "global: {0}")
  @ValueSource(booleans = {false, true})
  void aTaskThatWasRejectedWhileItWasHeldIsReplacedAfterItsDelay(boolean global) {
    Task rejected = task("t1", global, TaskState.REJECTED, TaskState.READY);
    found(service(global, 1), rejected);

    world.pass(Duration.ofSeconds(5));

    assertThat(world.now(rejected).getDesiredState()).isEqualTo(TaskState.SHUTDOWN);
    assertThat(live())
        .singleElement()
        .satisfies(
            replacement -> {
              assertThat(replacement.getNodeId()).isEqualTo(global ? "n1" : "");
              assertThat(replacement.getDesiredState()).isEqualTo(TaskState.READY);
            });
  }

  /** CT-92, CT-118, OR-46. */
  @ParameterizedTest(name = "global: {0}")
  @ValueSource(booleans = {false, true})
  void aTaskThatFailedIsReplacedAndRunsAfterTheDelay(boolean global) {
    Task failed = task("t1", global, TaskState.FAILED, TaskState.RUNNING);
    found(service(global, 1), failed);

    assertThat(world.now(failed).getDesiredState()).isEqualTo(TaskState.SHUTDOWN);
    assertThat(live()).singleElement().extracting(Task::getDesiredState).isEqualTo(TaskState.READY);
    world.pass(Duration.ofSeconds(5));
    assertThat(live())
        .singleElement()
        .extracting(Task::getDesiredState)
        .isEqualTo(TaskState.RUNNING);
  }

  /** CT-92: beside one that is on its way. */
  @Test
  void onlyTheTaskThatFailedIsReplaced() {
    Task failed = task("t1", false, TaskState.FAILED, TaskState.RUNNING);
    Task starting =
        task("t2", false, TaskState.STARTING, TaskState.RUNNING).toBuilder().setSlot(2).build();
    found(service(false, 2), failed, starting);

    assertThat(world.tasks("web")).hasSize(3);
    assertThat(world.slots("web")).containsExactly(1L, 2L);
    assertThat(world.now(starting).getDesiredState()).isEqualTo(TaskState.RUNNING);
  }

  /** CT-92. */
  @Test
  void aTaskOnANodeThatIsDownIsReplaced() {
    world.changeNode("n1", NodeStatus.State.DOWN);
    Task lost = task("t1", false, TaskState.RUNNING, TaskState.RUNNING);
    found(service(false, 1), lost);

    assertThat(world.now(lost).getDesiredState()).isEqualTo(TaskState.SHUTDOWN);
    assertThat(live()).singleElement().extracting(Task::getDesiredState).isEqualTo(TaskState.READY);
  }

  /** CT-93. */
  @Test
  void aHeldTaskIsReleasedWhenItsDelayIsOver() {
    Task held = task("t1", false, TaskState.READY, TaskState.READY);
    found(service(false, 1), held);

    world.pass(Duration.ofSeconds(5).minusNanos(1));
    assertThat(world.now(held).getDesiredState()).isEqualTo(TaskState.READY);
    world.pass(Duration.ofNanos(1));
    assertThat(world.now(held).getDesiredState()).isEqualTo(TaskState.RUNNING);
  }

  /** CT-90: what is there is kept, what is missing made. */
  @Test
  void aServiceThatWasThereBeforeGetsItsTasks() {
    found(service(false, 2));

    assertThat(world.slots("web")).containsExactly(1L, 2L);
    assertThat(world.runnable("web"))
        .allMatch(task -> task.getStatus().getState() == TaskState.PENDING);
  }

  /** CT-118. */
  @Test
  void ofTwoTasksOnANodeExactlyOneIsStopped() {
    found(
        service(true, 0),
        task("t1", true, TaskState.RUNNING, TaskState.RUNNING),
        task("t2", true, TaskState.RUNNING, TaskState.RUNNING));

    assertThat(world.tasks("web"))
        .filteredOn(task -> task.getNodeId().equals("n1"))
        .extracting(Task::getDesiredState)
        .containsExactlyInAnyOrder(TaskState.RUNNING, TaskState.SHUTDOWN);
    assertThat(world.service("web").hasUpdateStatus()).as("that is no update").isFalse();
  }

  /** OR-46, CT-118. */
  @Test
  void aTaskOnADrainedNodeIsStopped() {
    world.changeNode("n1", Availability.DRAIN);
    world.changeNode("n2", Availability.DRAIN);
    Task task = task("t1", true, TaskState.RUNNING, TaskState.RUNNING);
    found(service(true, 0), task);

    assertThat(world.now(task).getDesiredState()).isEqualTo(TaskState.SHUTDOWN);
    assertThat(live()).isEmpty();
  }

  /** CT-118: nobody will report its end. */
  @Test
  void aTaskOnANodeThatIsNoMoreIsDeleted() {
    Task task = Sample.task("t1", 0, "gone", TaskState.RUNNING, TaskState.RUNNING, 0);
    found(service(true, 0), task);

    assertThat(world.exists(task)).isFalse();
  }

  /** CT-118. */
  @Test
  void aTaskWhoseServiceIsNoMoreIsRemoved() {
    Task task = task("t1", true, TaskState.NEW, TaskState.RUNNING);
    world.create(task);
    world.lead();

    assertThat(world.exists(task)).isFalse();
  }

  /** CT-119: three restarts in ten minutes, two of which are left. */
  @Test
  void restartsBeforeTheStartCountAndOthersOfAnotherSpecificationDoNot() {
    var policy =
        Sample.policy(RestartCondition.ANY, 3, 600).toBuilder()
            .setDelay(com.google.protobuf.Duration.newBuilder().setNanos(1_000_000))
            .build();
    world.pass(Duration.ofMinutes(20));
    Service.Builder service =
        Sample.withRestart(Sample.global("web", "node.hostname == n1"), policy).toBuilder();
    service.setSpecVersion(version(1));
    world.write(tx -> tx.create(Kinds.SERVICE, service.build()));
    long[] minutes = {11, 8, 9, 11, 12};
    for (int i = 0; i < minutes.length; i++) {
      boolean last = i == 1;
      Task.Builder task =
          Sample.withRestart(
              Sample.task(
                  "t" + i,
                  0,
                  "n1",
                  last ? TaskState.RUNNING : TaskState.FAILED,
                  last ? TaskState.RUNNING : TaskState.SHUTDOWN,
                  (20 - minutes[i]) * 60),
              policy)
              .toBuilder();
      task.setSpec(service.getSpec().getTask()).setSpecVersion(version(i == 0 ? 0 : 1));
      world.create(task.build());
    }
    world.lead();

    world.report(world.runnable("web").get(0), TaskState.FAILED);
    world.pass(Duration.ofSeconds(1));
    assertThat(world.runnable("web")).as("the third restart in the window").hasSize(1);
    world.report(world.runnable("web").get(0), TaskState.REJECTED);
    world.pass(Duration.ofSeconds(1));

    assertThat(world.runnable("web")).as("there is no fourth").isEmpty();
  }

  private void found(Service service, Task... tasks) {
    world.create(service);
    world.create(tasks);
    world.lead();
  }

  private static Service service(boolean global, long replicas) {
    return Sample.withRestart(
        global ? Sample.global("web", "node.hostname == n1") : Sample.replicated("web", replicas),
        Sample.policy(RestartCondition.ANY, 0, 0));
  }

  private Task task(String id, boolean global, TaskState observed, TaskState desired) {
    Task.Builder task =
        Sample.withRestart(
            Sample.task(id, global ? 0 : 1, "n1", observed, desired, 0),
            Sample.policy(RestartCondition.ANY, 0, 0))
            .toBuilder();
    task.setSpec(service(global, 1).getSpec().getTask());
    task.getMetaBuilder().setCreatedAt(Times.timestamp(world.instant()));
    return task.build();
  }

  private List<Task> live() {
    return world.tasks("web").stream()
        .filter(Tasks::isRunnable)
        .filter(task -> !Tasks.isTerminal(task))
        .toList();
  }

  private static Version version(long index) {
    return Version.newBuilder().setIndex(index).build();
  }
}
