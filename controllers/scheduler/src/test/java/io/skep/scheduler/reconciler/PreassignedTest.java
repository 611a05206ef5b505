package io.skep.scheduler.reconciler;

import static io.skep.scheduler.world.A.availability;
import static io.skep.scheduler.world.A.desired;
import static io.skep.scheduler.world.A.hostPort;
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

import io.skep.api.NodeSpec;
import io.skep.api.PortConfig.Protocol;
import io.skep.api.TaskState;
import io.skep.scheduler.resource.GenericResources;
import io.skep.scheduler.world.World;
import io.skep.store.kind.Kinds;
import org.junit.jupiter.api.Test;

/** Tasks that were made for a node. */
final class PreassignedTest {
  private final World world = new World();

  // CT-44, SC-16, SC-72
  @Test
  void tasksMadeForANodeGoFirst() {
    world.writeOnly(
        tx -> {
          tx.create(Kinds.NODE, node("id1", resources(0, 100)));
          tx.create(Kinds.NODE, node("id2", resources(0, 100)));
          tx.create(Kinds.TASK, task("a", reserves(0, 50)));
          tx.create(Kinds.TASK, task("b", on("id1"), reserves(0, 50)));
          tx.create(Kinds.TASK, task("c", on("id1"), reserves(0, 50)));
        });
    world.settle();

    assertThat(world.status("b").getState()).isEqualTo(TaskState.ASSIGNED);
    assertThat(world.status("c").getState()).isEqualTo(TaskState.ASSIGNED);
    assertThat(world.status("c").getMessage())
        .isEqualTo("scheduler confirmed task can run on preassigned node");
    assertThat(world.nodeOf("a")).isEqualTo("id2");
  }

  // CT-45, SC-13
  @Test
  void tasksThatAreNotWantedAnyMoreAreNotConfirmed() {
    world.writeOnly(
        tx -> {
          tx.create(Kinds.NODE, node("id1"));
          tx.create(Kinds.TASK, task("a", on("id1")));
          tx.create(Kinds.TASK, task("b", on("id1"), desired(TaskState.SHUTDOWN)));
          tx.create(Kinds.TASK, task("c", on("id1"), desired(TaskState.REMOVE)));
        });
    world.settle();

    assertThat(world.status("a").getState()).isEqualTo(TaskState.ASSIGNED);
    assertThat(world.status("b").getState()).isEqualTo(TaskState.PENDING);
    assertThat(world.status("c").getState()).isEqualTo(TaskState.PENDING);
  }

  // SC-72
  @Test
  void aTaskThatItsNodeRefusesSaysWhyAndIsConfirmedWhenTheNodeIsReady() {
    world.nodes(node("id1", resources(0, 10)), node("id2", resources(0, 1_000)));
    world.tasks(task("a", on("id1"), reserves(0, 50)));

    assertThat(world.nodeOf("a")).isEqualTo("id1");
    assertThat(world.status("a").getState()).isEqualTo(TaskState.PENDING);
    assertThat(world.status("a").getMessage()).isEqualTo("pending");
    assertThat(world.err("a")).isEqualTo("insufficient resources on 1 node");
    int writes = world.runtime().writes();

    world.changeNode("id2", availability(NodeSpec.Availability.PAUSE));
    assertThat(world.runtime().writes()).as("the other node's change is none").isEqualTo(writes);

    world.changeNode("id1", resources(0, 60));
    assertThat(world.status("a").getState()).isEqualTo(TaskState.ASSIGNED);
    assertThat(world.err("a")).isEmpty();
  }

  // SC-72
  @Test
  void aTaskOfAnUnknownNodeWaitsWithoutAWordUntilTheNodeAppears() {
    world.tasks(task("a", on("id1")));
    assertThat(world.status("a").getState()).isEqualTo(TaskState.PENDING);
    assertThat(world.err("a")).isEmpty();

    world.nodes(node("id1"));
    assertThat(world.status("a").getState()).isEqualTo(TaskState.ASSIGNED);
  }

  // SC-72, SC-79: the reason is true also after others were placed in the same run.
  @Test
  void theReasonIsWhatHoldsAfterAllDecisions() {
    world.nodes(node("id1", resources(0, 100)), node("id2", resources(0, 10)));
    world.tasks(
        task("old", runningOn("id1"), hostPort(Protocol.TCP, 80)),
        task("a", on("id1"), reserves(0, 50), hostPort(Protocol.TCP, 80)),
        task("b", reserves(0, 60)));

    assertThat(world.nodeOf("b")).isEqualTo("id1");
    assertThat(world.err("a")).isEqualTo("insufficient resources on 1 node");
  }

  // SC-70, GR-11
  @Test
  void aConfirmedTaskGetsItsUnits() {
    world.nodes(
        node(
            "id1",
            resources(0, 0, GenericResources.unit("gpu", "a"), GenericResources.unit("gpu", "b"))));

    world.tasks(task("a", on("id1"), reserves(0, 0, GenericResources.amount("gpu", 2))));

    assertThat(world.task("a").getAssignedGenericResourcesList())
        .containsExactly(GenericResources.unit("gpu", "a"), GenericResources.unit("gpu", "b"));
  }

  // SC-14: it does not count on the node before it is confirmed.
  @Test
  void aTaskThatWaitsForItsNodeHoldsNothingOfIt() {
    world.services(service("web", 1));
    world.nodes(node("id1", resources(0, 100)));
    world.tasks(task("a", on("id1"), reserves(0, 200)));

    world.tasks(task("b", ofService("web", 1), reserves(0, 100)));
    assertThat(world.nodeOf("b")).isEqualTo("id1");

    world.changeTask("b", state(TaskState.FAILED));
    world.changeNode("id1", resources(0, 200));
    assertThat(world.status("a").getState()).isEqualTo(TaskState.ASSIGNED);
  }
}
