package io.skep.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.api.NodeSpec.Availability;
import io.skep.api.NodeStatus;
import io.skep.api.RestartPolicy.RestartCondition;
import io.skep.api.Service;
import io.skep.api.Task;
import io.skep.api.TaskState;
import io.skep.orchestrator.task.Plan;
import io.skep.orchestrator.update.DrainOrder;
import io.skep.store.kind.Kinds;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReplicatedServicesTest {
  private final World world = World.seeded();

  @BeforeEach
  void threeNodes() {
    world.create(Sample.node("n1"), Sample.node("n2"), Sample.node("n3"));
  }

  @AfterEach
  void noRunFailed() {
    assertThat(world.failedRuns()).isZero();
  }

  /** OR-8, OR-31, CT-90. */
  @Test
  void aNewServiceFillsTheLowestSlots() {
    world.create(Sample.replicated("web", 3));

    assertThat(world.slots("web")).containsExactly(1L, 2L, 3L);
    assertThat(world.runnable("web"))
        .allMatch(task -> task.getDesiredState() == TaskState.RUNNING)
        .allMatch(task -> task.getNodeId().isEmpty());
  }

  /** OR-31, CT-90. */
  @Test
  void scalingUpKeepsWhatIsThereAndFillsTheFreeNumbers() {
    world.create(Sample.replicated("web", 2));
    List<Task> before = world.runnable("web");

    world.scale("web", 4);

    assertThat(world.slots("web")).containsExactly(1L, 2L, 3L, 4L);
    assertThat(world.runnable("web")).extracting(Task::getId).containsAll(ids(before));
  }

  /** OR-4, OR-31, OR-32, CT-90. */
  @Test
  void scalingDownRemovesTheSurplusFromTheFullestNode() {
    world.create(Sample.replicated("web", 3));
    world.startAll("web", "n1", "n1", "n2");

    world.scale("web", 2);

    assertThat(world.slots("web")).containsExactly(1L, 3L);
    Task removed = inSlot(2);
    assertThat(removed.getDesiredState()).isEqualTo(TaskState.REMOVE);
    assertThat(removed.getStatus().getState()).isEqualTo(TaskState.RUNNING);
  }

  /** OR-31, CT-197: what still runs is never deleted before its agent has stopped it. */
  @Test
  void aTaskThatIsToBeRemovedIsDeletedOnlyOnceItHasStopped() {
    world.create(Sample.replicated("web", 1));
    world.startAll("web", "n1");
    Task task = inSlot(1);

    world.scale("web", 0);
    world.change(
        "web", service -> service.getSpecBuilder().getAnnotationsBuilder().putLabels("a", "b"));
    assertThat(world.exists(task)).isTrue();

    world.report(task, TaskState.SHUTDOWN);
    assertThat(world.exists(task)).isFalse();
  }

  /** OR-30, OR-31. */
  @Test
  void scalingDownAndUpAgainBeforeAnythingStoppedMakesNewTasks() {
    world.create(Sample.replicated("web", 2));
    world.startAll("web", "n1", "n2");

    world.scale("web", 1);
    world.scale("web", 2);

    assertThat(world.slots("web")).containsExactly(1L, 2L);
    assertThat(world.tasks("web")).hasSize(3);
  }

  /** OR-30, OR-31, CT-197: with a policy that never restarts too. */
  @Test
  void aRemovedSlotOfAServiceThatNeverRestartsIsFilledAgain() {
    world.create(
        Sample.withRestart(
            Sample.replicated("web", 2), Sample.policy(RestartCondition.NONE, 0, 0)));
    world.startAll("web", "n1", "n2");

    world.scale("web", 1);
    world.scale("web", 2);
    world.tasks("web").stream()
        .filter(task -> task.getDesiredState() == TaskState.REMOVE)
        .forEach(task -> world.report(task, TaskState.SHUTDOWN));

    assertThat(world.slots("web")).containsExactly(1L, 2L);
  }

  /** OR-35. */
  @Test
  void aServiceScaledToNothingRemovesAllItsTasks() {
    world.create(Sample.replicated("web", 3));
    world.startAll("web", "n1", "n2");

    world.scale("web", 0);

    assertThat(world.tasks("web"))
        .hasSize(3)
        .allMatch(task -> task.getDesiredState() == TaskState.REMOVE);
  }

  /** OR-35: nothing has to stop what never reached a node. */
  @Test
  void tasksWithoutANodeAreGoneAsSoonAsTheyAreRemoved() {
    world.create(Sample.replicated("web", 3));

    world.scale("web", 1);

    assertThat(world.tasks("web")).hasSize(1);
  }

  /** OR-31: not first replaced and then removed. */
  @Test
  void aSlotThatGoesIsNotRestartedBefore() {
    world.create(Sample.replicated("web", 2));
    world.startAll("web", "n1", "n2");

    world.write(
        tx -> {
          world.reportIn(tx, inSlot(2), TaskState.FAILED);
          Service.Builder smaller = world.service("web").toBuilder();
          smaller.getSpecBuilder().getReplicatedBuilder().setReplicas(1);
          tx.update(Kinds.SERVICE, smaller.build());
        });

    assertThat(world.tasks("web")).hasSize(1);
    assertThat(world.slots("web")).containsExactly(1L);
  }

  /** OR-5, OR-27. */
  @ParameterizedTest
  @EnumSource(names = {"COMPLETE", "SHUTDOWN", "FAILED", "REJECTED", "ORPHANED"})
  void aTaskThatEndedIsReplacedInItsSlot(TaskState end) {
    world.create(Sample.replicated("web", 1));
    world.startAll("web", "n1");
    Task ended = inSlot(1);

    world.report(ended, end);

    assertThat(world.now(ended).getDesiredState()).isEqualTo(TaskState.SHUTDOWN);
    assertThat(world.runnable("web"))
        .singleElement()
        .satisfies(
            replacement -> {
              assertThat(replacement.getId()).isNotEqualTo(ended.getId());
              assertThat(replacement.getSlot()).isEqualTo(1);
              assertThat(replacement.getNodeId()).isEmpty();
            });
  }

  /** OR-6, OR-27: whoever set it so. */
  @Test
  void aTaskThatSomebodyElseStoppedIsReplaced() {
    world.create(Sample.replicated("web", 1));
    Task task = inSlot(1);

    world.write(tx -> tx.update(Kinds.TASK, Plan.desiring(world.now(task), TaskState.SHUTDOWN)));

    assertThat(world.runnable("web")).singleElement().isNotEqualTo(task);
  }

  /** OR-27, CT-90. */
  @Test
  void aTaskThatSomebodyDeletedIsReplaced() {
    world.create(Sample.replicated("web", 2));

    world.deleteTask(inSlot(1));

    assertThat(world.slots("web")).containsExactly(1L, 2L);
  }

  /** OR-9, OR-28. */
  @Test
  void theTasksOfANodeThatGoesDownAreReplaced() {
    world.create(Sample.replicated("web", 2));
    world.startAll("web", "n1", "n2");

    world.changeNode("n1", NodeStatus.State.DOWN);

    assertThat(world.slots("web")).containsExactly(1L, 2L);
    assertThat(world.nodes("web")).containsExactly("", "n2");
  }

  /** OR-9, OR-28. */
  @Test
  void theTasksOfANodeThatIsDrainedAreReplaced() {
    world.create(Sample.replicated("web", 2));
    world.startAll("web", "n1", "n2");

    world.changeNode("n1", Availability.DRAIN);

    assertThat(world.nodes("web")).containsExactly("", "n2");
  }

  /** OR-9, OR-28. */
  @Test
  void theTasksOfANodeThatIsDeletedAreReplaced() {
    world.create(Sample.replicated("web", 2));
    world.startAll("web", "n1", "n2");

    world.deleteNode("n1");

    assertThat(world.nodes("web")).containsExactly("", "n2");
  }

  /** OR-9. */
  @ParameterizedTest
  @EnumSource(
      value = NodeStatus.State.class,
      names = {"UNKNOWN", "DISCONNECTED", "READY"})
  void aNodeOfWhichNothingIsKnownForSureKeepsItsTasks(NodeStatus.State state) {
    world.create(Sample.replicated("web", 1));
    world.startAll("web", "n1");

    world.changeNode("n1", state);

    assertThat(world.nodes("web")).containsExactly("n1");
  }

  /** OR-9. */
  @Test
  void aPausedNodeKeepsItsTasks() {
    world.create(Sample.replicated("web", 1));
    world.startAll("web", "n1");

    world.changeNode("n1", Availability.PAUSE);

    assertThat(world.nodes("web")).containsExactly("n1");
  }

  /** OR-28. */
  @Test
  void aNodeThatComesBackChangesNothing() {
    world.create(Sample.replicated("web", 2));
    world.startAll("web", "n1", "n2");
    world.changeNode("n1", NodeStatus.State.DOWN);
    world.pass(Duration.ofSeconds(10));
    world.startAll("web", "n2");
    double runs = world.runs("replicated-services");
    List<Task> before = world.tasks("web");

    world.changeNode("n1", NodeStatus.State.READY);

    assertThat(world.tasks("web")).isEqualTo(before);
    assertThat(world.runs("replicated-services")).isEqualTo(runs);
  }

  /** OR-29: by the time of the transaction the task is not to run any more. */
  @Test
  void aRestartThatIsNotCalledForAnyMoreDoesNothing() {
    world.create(Sample.replicated("web", 1));
    world.startAll("web", "n1");
    Task task = inSlot(1);
    world.writeOnly(tx -> world.reportIn(tx, task, TaskState.FAILED));

    world.write(tx -> tx.delete(Kinds.SERVICE, "web"));

    assertThat(world.tasks("web")).isEmpty();
  }

  /** OR-25. */
  @Test
  void severalChangesBetweenTwoLooksLeadToOne() {
    world.create(Sample.replicated("web", 20));
    world.startAll("web", "n1", "n2", "n3");
    double before = world.runs("replicated-services");

    for (Task task : world.runnable("web")) {
      world.writeOnly(tx -> world.reportIn(tx, task, TaskState.FAILED));
    }
    world.pass(Duration.ZERO);

    // One for the first that failed, one for all the others, one that sees its own replacements;
    // or one less, if the first look comes when all have failed.
    assertThat(world.runs("replicated-services")).isBetween(before + 1, before + 3);
    assertThat(world.slots("web")).hasSize(20).doesNotHaveDuplicates();
  }

  @Test
  void theStepsOfATaskToRunningCostNoLook() {
    world.create(Sample.replicated("web", 1));
    world.startAll("web", "n1");
    world.create(Sample.replicated("db", 1));
    Task task = world.runnable("db").get(0);
    double before = world.runs("replicated-services");

    for (TaskState step : List.of(TaskState.ACCEPTED, TaskState.PREPARING, TaskState.RUNNING)) {
      world.report(task, step);
    }

    assertThat(world.runs("replicated-services")).isEqualTo(before);
  }

  /** OR-28, as an option that SwarmKit does not have. */
  @Test
  void aTaskStaysOnADrainedNodeUntilAnotherRunsIfItsServiceSaysSo() {
    Task old = drainedStartFirst();
    Task other = inSlotOnNoNode();
    assertThat(other.getDesiredState()).isEqualTo(TaskState.RUNNING);
    assertThat(world.now(old).getDesiredState()).isEqualTo(TaskState.RUNNING);

    world.start(other, "n2");

    assertThat(world.now(old).getDesiredState()).isEqualTo(TaskState.SHUTDOWN);
    assertThat(world.runnable("web")).containsExactly(world.now(other));
  }

  /** OR-28: and if the other one fails, it goes on. */
  @Test
  void aTaskStaysOnADrainedNodeWhileNoOtherSucceedsInRunning() {
    Task old = drainedStartFirst();

    for (int times = 0; times < 3; times++) {
      world.report(inSlotOnNoNode(), TaskState.REJECTED);
      world.pass(Duration.ofSeconds(5));
      assertThat(world.now(old).getDesiredState()).isEqualTo(TaskState.RUNNING);
      assertThat(world.runnable("web")).hasSize(2);
    }
    world.start(inSlotOnNoNode(), "n2");

    assertThat(world.now(old).getDesiredState()).isEqualTo(TaskState.SHUTDOWN);
  }

  /** OR-28: there is nothing to go on with then. */
  @Test
  void aDrainedNodeThatGoesDownKeepsNoTask() {
    Task old = drainedStartFirst();

    world.changeNode("n1", NodeStatus.State.DOWN);

    assertThat(world.now(old).getDesiredState()).isEqualTo(TaskState.SHUTDOWN);
    assertThat(world.runnable("web")).containsExactly(inSlotOnNoNode());
  }

  /** OR-28: then the other one is not needed any more. */
  @Test
  void aNodeThatIsNotDrainedAnyMoreKeepsItsTask() {
    Task old = drainedStartFirst();

    world.changeNode("n1", Availability.ACTIVE);
    world.change("web", service -> {});

    assertThat(world.runnable("web")).containsExactly(world.now(old));
  }

  private Task drainedStartFirst() {
    Service.Builder service = Sample.replicated("web", 1).toBuilder();
    service
        .getSpecBuilder()
        .getAnnotationsBuilder()
        .putLabels(DrainOrder.LABEL, DrainOrder.START_FIRST);
    world.create(service.build());
    world.startAll("web", "n1");
    Task old = inSlot(1);
    world.pass(Duration.ofSeconds(1));
    world.changeNode("n1", Availability.DRAIN);
    return old;
  }

  private Task inSlotOnNoNode() {
    return world.runnable("web").stream()
        .filter(task -> task.getNodeId().isEmpty())
        .findFirst()
        .orElseThrow();
  }

  /** CT-94: with a policy that never restarts. */
  @Test
  void tasksOnLostNodesAreStoppedAndNoOthers() {
    world.create(
        Sample.node("down", NodeStatus.State.DOWN, Availability.ACTIVE),
        Sample.node("unknown", NodeStatus.State.UNKNOWN, Availability.ACTIVE),
        Sample.node("paused", NodeStatus.State.READY, Availability.PAUSE),
        Sample.node("drained", NodeStatus.State.READY, Availability.DRAIN));
    world.loseLeader();
    world.write(
        tx -> {
          tx.create(
              Kinds.SERVICE,
              Sample.withRestart(
                  Sample.replicated("web", 6), Sample.policy(RestartCondition.NONE, 0, 0)));
          List<String> nodes = List.of("", "n1", "down", "unknown", "paused", "drained");
          for (int i = 0; i < nodes.size(); i++) {
            Task task =
                Sample.withRestart(
                    Sample.running("t" + (i + 1), i + 1, nodes.get(i)),
                    Sample.policy(RestartCondition.NONE, 0, 0));
            tx.create(
                Kinds.TASK,
                nodes.get(i).isEmpty()
                    ? task.toBuilder()
                        .setStatus(task.getStatus().toBuilder().setState(TaskState.NEW))
                        .build()
                    : task);
          }
        });

    world.lead();
    assertThat(stopped()).containsExactly("t3", "t6");
    world.changeNode("paused", Availability.DRAIN);
    assertThat(stopped()).containsExactly("t3", "t5", "t6");
    world.deleteNode("n1");
    assertThat(stopped()).containsExactly("t2", "t3", "t5", "t6");
  }

  /** CT-91, OR-32. */
  @Test
  void aSmallerServiceGivesUpWhatHasNoPlaceThenTheFullestNodesThenWhatDoesNotRun() {
    world.create(Sample.replicated("web", 7));
    world.write(
        tx -> {
          String[] nodes = {"n1", "n2", "n2", "n3", "n3", "n3"};
          List<Task> tasks = world.runnable("web");
          for (int i = 0; i < nodes.length; i++) {
            Task.Builder task = tx.get(Kinds.TASK, tasks.get(i).getId()).orElseThrow().toBuilder();
            task.getStatusBuilder().setState(i == 0 ? TaskState.STARTING : TaskState.RUNNING);
            tx.update(Kinds.TASK, task.setNodeId(nodes[i]).build());
          }
        });

    world.scale("web", 6);
    assertThat(world.slots("web")).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
    world.scale("web", 4);
    assertThat(world.slots("web")).containsExactly(1L, 2L, 3L, 4L);
    world.scale("web", 2);
    assertThat(world.slots("web")).containsExactly(2L, 4L);
  }

  private List<String> stopped() {
    return world.tasks("web").stream()
        .filter(task -> task.getDesiredState() == TaskState.SHUTDOWN)
        .map(Task::getId)
        .sorted()
        .toList();
  }

  private Task inSlot(long slot) {
    return world.tasks("web").stream()
        .filter(task -> task.getSlot() == slot)
        .reduce((older, newer) -> newer)
        .orElseThrow();
  }

  private static List<String> ids(List<Task> tasks) {
    return tasks.stream().map(Task::getId).toList();
  }
}
