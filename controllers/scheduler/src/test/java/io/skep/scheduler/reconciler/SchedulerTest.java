package io.skep.scheduler.reconciler;

import static io.skep.scheduler.world.A.constraints;
import static io.skep.scheduler.world.A.desired;
import static io.skep.scheduler.world.A.label;
import static io.skep.scheduler.world.A.maxReplicas;
import static io.skep.scheduler.world.A.node;
import static io.skep.scheduler.world.A.ofService;
import static io.skep.scheduler.world.A.on;
import static io.skep.scheduler.world.A.reserves;
import static io.skep.scheduler.world.A.resources;
import static io.skep.scheduler.world.A.runningOn;
import static io.skep.scheduler.world.A.service;
import static io.skep.scheduler.world.A.state;
import static io.skep.scheduler.world.A.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.skep.api.Node;
import io.skep.api.NodeRole;
import io.skep.api.NodeStatus;
import io.skep.api.Task;
import io.skep.api.TaskState;
import io.skep.api.wire.Times;
import io.skep.scheduler.resource.GenericResources;
import io.skep.scheduler.world.World;
import io.skep.store.kind.Kinds;
import io.skep.store.loop.VirtualClock;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Tasks that wait, and nodes that come and go. */
final class SchedulerTest {
  private final World world = new World();

  // CT-30, SC-14, SC-23, SC-27, SC-51
  @Test
  void tasksGoToReadyNodesWithFewest() {
    world.nodes(node("id1"), node("id2"), node("id3"));
    world.tasks(task("a", runningOn("id1")));

    world.tasks(task("b"), task("c"));
    assertThat(world.nodeOf("b")).isEqualTo("id2");
    assertThat(world.nodeOf("c")).isEqualTo("id3");

    world.write(
        tx -> {
          tx.delete(Kinds.TASK, "a");
          tx.create(Kinds.TASK, task("d"));
        });
    assertThat(world.nodeOf("d")).isEqualTo("id1");

    world.changeTask("d", task -> task.clearNodeId());
    assertThat(world.nodeOf("d")).as("a task that loses its node gets one").isEqualTo("id1");

    world.nodes(node("id4"));
    world.tasks(task("e"));
    assertThat(world.nodeOf("e")).isEqualTo("id4");

    world.nodes(node("id5", state(NodeStatus.State.DOWN)));
    world.tasks(task("f"));
    assertThat(world.nodeOf("f")).isNotEmpty().isNotEqualTo("id5");
    world.changeNode("id5", state(NodeStatus.State.READY));
    world.tasks(task("g"));
    assertThat(world.nodeOf("g")).isEqualTo("id5");

    world.write(
        tx -> {
          tx.create(Kinds.NODE, node("id6"));
          World.change(tx, "id6", state(NodeStatus.State.DOWN));
          tx.create(Kinds.TASK, task("h"));
        });
    assertThat(world.nodeOf("h")).isNotEmpty().isNotEqualTo("id6");
  }

  // CT-35, SC-70, SC-77
  @Test
  void anAssignedTaskTellsWhenItWasAssignedAndForgetsWhyItWaited() {
    world.services(service("web", 1));
    world.tasks(task("a", ofService("web", 1)));
    assertThat(world.err("a")).isEqualTo("no suitable node");
    assertThat(world.status("a").getMessage()).as("untouched").isEqualTo("pending");
    assertThat(world.status("a").getState()).isEqualTo(TaskState.PENDING);

    world.pass(Duration.ofSeconds(7));
    world.nodes(node("id1"));

    Task assigned = world.task("a");
    assertThat(assigned.getNodeId()).isEqualTo("id1");
    assertThat(assigned.getStatus().getState()).isEqualTo(TaskState.ASSIGNED);
    assertThat(assigned.getStatus().getMessage()).isEqualTo("scheduler assigned task to node");
    assertThat(assigned.getStatus().getErr()).isEmpty();
    assertThat(Times.instant(assigned.getStatus().getTimestamp()))
        .isEqualTo(VirtualClock.START.plusSeconds(7));
  }

  // CT-40, SC-22, SC-25
  @Test
  void aTaskHoldsItsResourcesUntilItHasStopped() {
    var apples = GenericResources.amount("apple", 4);
    world.services(service("web", 1));
    world.nodes(node("id1", resources(0, 1_000, apples)));
    world.tasks(
        task("a", ofService("web", 1), reserves(0, 800, GenericResources.amount("apple", 3))));
    world.tasks(
        task("b", ofService("web", 1), reserves(0, 800, GenericResources.amount("apple", 3))));
    assertThat(world.nodeOf("a")).isEqualTo("id1");
    assertThat(world.err("b")).isEqualTo("no suitable node (insufficient resources on 1 node)");

    world.changeTask("a", desired(TaskState.SHUTDOWN));
    assertThat(world.nodeOf("b")).as("it is still running").isEmpty();

    world.changeTask("a", state(TaskState.SHUTDOWN));
    assertThat(world.nodeOf("b")).isEqualTo("id1");
    assertThat(world.task("b").getAssignedGenericResourcesList())
        .containsExactly(GenericResources.amount("apple", 3));
  }

  // CT-41, SC-12
  @Test
  void aTaskThatIsOverAtTheStartHoldsNothing() {
    world.writeOnly(
        tx -> {
          tx.create(Kinds.NODE, node("id1", resources(0, 1_000)));
          tx.create(
              Kinds.TASK, task("dead", on("id1"), state(TaskState.SHUTDOWN), reserves(0, 800)));
          tx.create(Kinds.TASK, task("new", on("id1"), reserves(0, 800)));
        });
    world.settle();

    assertThat(world.status("new").getState()).isEqualTo(TaskState.ASSIGNED);
  }

  // CT-192, SC-13
  @Test
  void aTaskThatIsNotWantedAnyMoreIsNeverPlaced() {
    world.services(service("web", 1));
    world.nodes(node("id1"));

    world.tasks(
        task("a", ofService("web", 1), desired(TaskState.SHUTDOWN)),
        task("b", ofService("web", 1), desired(TaskState.REMOVE)));

    assertThat(world.nodeOf("a")).isEmpty();
    assertThat(world.nodeOf("b")).isEmpty();
    assertThat(world.runtime().writes()).isZero();
  }

  // CT-190, SC-26
  @Test
  void aTaskThatWasDeletedWhileItWaitedIsForgotten() {
    world.services(service("web", 1));
    world.tasks(task("a", ofService("web", 1)), task("b", ofService("web", 1)));
    world.write(tx -> tx.delete(Kinds.TASK, "a"));
    int writes = world.runtime().writes();

    world.nodes(node("id1"));

    assertThat(world.runtime().writes()).as("only b is tried").isEqualTo(writes + 1);
    assertThat(world.nodeOf("b")).isEqualTo("id1");
  }

  // CT-43, SC-75
  @Test
  void aTaskWhoseServiceIsGoneWaitsNoMore() {
    world.services(service("web", 1));
    world.tasks(task("a", ofService("web", 1)));

    world.write(tx -> tx.delete(Kinds.SERVICE, "web"));
    world.nodes(node("id1"));

    assertThat(world.nodeOf("a")).isEmpty();
  }

  // SC-75: of a service that never was, nobody else would tell.
  @Test
  void aTaskOfNoServiceWaitsAndTellsWhyLikeAnyOther() {
    world.tasks(task("a"));
    assertThat(world.err("a")).isEqualTo("no suitable node");

    world.nodes(node("id1"));
    assertThat(world.nodeOf("a")).isEqualTo("id1");
  }

  // CT-46, SC-76
  @Test
  void aTaskOfAnOldSpecThatNeverRanAndIsNotWantedIsEnded() {
    world.services(service("web", 0));
    world.nodes(node("id1"));
    world.tasks(
        task("a", ofService("web", 0), maxReplicas(1)),
        task("b", ofService("web", 0), maxReplicas(1)));
    assertThat(world.nodeOf("a")).isEqualTo("id1");
    assertThat(world.err("b")).isEqualTo("no suitable node (max replicas per node limit exceed)");

    world.write(
        tx -> {
          tx.update(
              Kinds.SERVICE,
              tx.get(Kinds.SERVICE, "web").orElseThrow().toBuilder()
                  .setSpecVersion(service("web", 1).getSpecVersion())
                  .build());
          tx.create(Kinds.TASK, task("c", ofService("web", 1), maxReplicas(1)));
          World.changeTask(tx, "a", state(TaskState.RUNNING));
          World.changeTask(tx, "b", desired(TaskState.SHUTDOWN));
        });

    assertThat(world.status("b").getState()).isEqualTo(TaskState.SHUTDOWN);
    assertThat(world.err("b")).isEmpty();
    assertThat(world.err("c")).isEqualTo("no suitable node (max replicas per node limit exceed)");
  }

  // SC-76: nobody replaces a task whose spec did not change, whatever the service's version.
  @Test
  void aTaskOfAnOldSpecThatIsStillWantedIsPlacedWhenThereIsRoom() {
    world.services(service("web", 1));
    world.tasks(task("a", ofService("web", 1)));
    world.write(
        tx ->
            tx.update(
                Kinds.SERVICE,
                tx.get(Kinds.SERVICE, "web").orElseThrow().toBuilder()
                    .setSpecVersion(service("web", 2).getSpecVersion())
                    .build()));

    world.nodes(node("id1"));

    assertThat(world.nodeOf("a")).isEqualTo("id1");
  }

  // CT-193, SC-17
  @Test
  void unitsThatATaskHasAreItsOwnAlsoAfterARestart() {
    world.nodes(
        node(
            "id1",
            resources(
                0,
                0,
                GenericResources.unit("gpu", "a"),
                GenericResources.unit("gpu", "b"),
                GenericResources.unit("gpu", "c"))));
    var one = GenericResources.amount("gpu", 1);
    world.tasks(
        task(
            "holder",
            runningOn("id1"),
            reserves(0, 0, one),
            task -> task.addAssignedGenericResources(GenericResources.unit("gpu", "a"))));
    Task before = world.task("holder");

    world.restart();
    world.tasks(task("next", reserves(0, 0, one)));

    assertThat(world.task("next").getAssignedGenericResourcesList())
        .containsExactly(GenericResources.unit("gpu", "b"));
    assertThat(world.task("holder")).isEqualTo(before);
  }

  // CT-193, SC-28
  @Test
  void tasksOfANodeThatWasGoneCountWhenItIsBack() {
    world.nodes(node("id1", resources(0, 100)));
    world.tasks(task("a", runningOn("id1"), reserves(0, 80)));
    world.write(tx -> tx.delete(Kinds.NODE, "id1"));

    world.nodes(node("id1", resources(0, 100)));
    world.tasks(task("b", reserves(0, 30)));
    world.tasks(task("c", reserves(0, 20)));

    assertThat(world.nodeOf("b")).isEmpty();
    assertThat(world.nodeOf("c")).isEqualTo("id1");
  }

  // SC-27: nothing is described, so nothing is free, whatever is given back.
  @Test
  void aNodeThatDescribesNothingHasNothing() {
    world.nodes(node("id1", resources(0, 100)));
    world.tasks(task("a", runningOn("id1"), reserves(0, 80)));
    world.changeNode("id1", node -> node.clearDescription());
    world.changeTask("a", state(TaskState.COMPLETE));

    world.tasks(task("b", reserves(0, 50)));

    assertThat(world.err("b")).isEqualTo("no suitable node (insufficient resources on 1 node)");
  }

  // SC-27, SC-83: everything of a node that a constraint can ask for.
  @ParameterizedTest(name = "{0}")
  @MethodSource("changesOfANode")
  void aTaskIsPlacedWhenItsNodeBecomesWhatItDemands(
      String constraint, Consumer<Node.Builder> change) {
    world.nodes(node("id1"));
    world.tasks(task("a", constraints(constraint)));
    assertThat(world.nodeOf("a")).isEmpty();

    world.changeNode("id1", change);

    assertThat(world.nodeOf("a")).isEqualTo("id1");
  }

  // SC-83: and is not placed when it ceases to be that before the decision is written.
  @ParameterizedTest(name = "{0}")
  @MethodSource("changesOfANode")
  void aTaskIsNotPlacedWhenItsNodeCeasesToBeWhatItDemands(
      String constraint, Consumer<Node.Builder> change) {
    world.nodes(node("id1"));
    world.runtime().interfereOnce(() -> world.writeOnly(tx -> World.change(tx, "id1", change)));

    world.tasks(task("a", constraints(constraint.replace("==", "!="))));

    assertThat(world.nodeOf("a")).isEmpty();
  }

  static Stream<Arguments> changesOfANode() {
    return Stream.of(
        becomes("node.role == manager", node -> node.setRole(NodeRole.MANAGER)),
        becomes("node.ip == 10.0.0.7", node -> node.getStatusBuilder().setAddr("10.0.0.7")),
        becomes("node.labels.disk == ssd", label("disk", "ssd")),
        becomes(
            "engine.labels.disk == ssd",
            node -> node.getDescriptionBuilder().getEngineBuilder().putLabels("disk", "ssd")),
        becomes(
            "node.hostname == heron", node -> node.getDescriptionBuilder().setHostname("heron")));
  }

  private static Arguments becomes(String constraint, Consumer<Node.Builder> change) {
    return Arguments.of(constraint, change);
  }

  // SC-41
  @Test
  void theOldestWaitingTaskGoesFirst() {
    world.services(service("web", 1), service("db", 1), service("old", 1));
    world.tasks(task("z", ofService("web", 1), reserves(0, 100)));
    world.pass(Duration.ofSeconds(1));
    world.tasks(task("y", ofService("db", 1), reserves(0, 100)));
    world.pass(Duration.ofSeconds(1));
    world.tasks(task("x", ofService("old", 1), reserves(0, 100)));
    world.restart();

    world.nodes(node("id1", resources(0, 250)));

    assertThat(world.nodeOf("z")).isEqualTo("id1");
    assertThat(world.nodeOf("y")).isEqualTo("id1");
    assertThat(world.nodeOf("x")).isEmpty();
  }

  // SC-31, SC-33
  @Test
  void theSchedulersOwnWritesAskForNoRun() {
    world.nodes(node("id1"));
    int runs = world.runtime().runs();

    world.tasks(task("a"));
    assertThat(world.runtime().runs()).isEqualTo(runs + 1);

    world.changeTask("a", state(TaskState.RUNNING));
    world.changeNode("id1", node -> node.getStatusBuilder().setMessage("heartbeat"));
    assertThat(world.runtime().runs()).as("nothing that matters").isEqualTo(runs + 1);
  }

  // SC-40: one spec version, yet another demand; the store does not promise that they agree.
  @Test
  void tasksOfOneSpecVersionThatAreNotAlikeAreJudgedEachForItself() {
    world.services(service("web", 1));
    world.nodes(node("id1", resources(0, 100)));

    world.tasks(
        task("a", ofService("web", 1), reserves(0, 10)),
        task("b", ofService("web", 1), reserves(0, 1_000)));

    assertThat(world.nodeOf("a")).isEqualTo("id1");
    assertThat(world.nodeOf("b")).isEmpty();
  }
}
