package io.skep.scheduler.order;

import static io.skep.scheduler.world.A.node;
import static io.skep.scheduler.world.A.ofService;
import static io.skep.scheduler.world.A.reserves;
import static io.skep.scheduler.world.A.resources;
import static io.skep.scheduler.world.A.service;
import static io.skep.scheduler.world.A.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.api.GenericResource;
import io.skep.scheduler.Scorer;
import io.skep.scheduler.reconciler.Scheduler;
import io.skep.scheduler.resource.GenericResources;
import io.skep.scheduler.world.World;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The ways to choose between nodes, each by what it is chosen for. */
final class OrderTest {
  private static World world(Order order) {
    var world = new World(Scheduler.swarmPipeline().withScorers(order.scorers()));
    world.services(service("web", 1));
    return world;
  }

  private static GenericResource gpus(int count) {
    return GenericResources.amount("gpu", count);
  }

  // SC-59
  @ParameterizedTest
  @EnumSource
  void ordersGoByTheirNames(Order order) {
    assertThat(Order.named(order.toString())).isSameAs(order);
    assertThat(order.scorers().get(0)).isInstanceOf(FewestRecentFailures.class);
  }

  @Test
  void anUnknownNameIsToldWithThoseThatThereAre() {
    assertThatThrownBy(() -> Order.named("random"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("there is no scorer 'random'; choose one of swarm, binpack, balanced");
  }

  // SC-63
  @Test
  void theDefaultIsSwarmKits() {
    assertThat(Scheduler.swarmPipeline().scorers())
        .isEqualTo(Order.SWARM.scorers())
        .extracting(Scorer::name)
        .containsExactly("recent-failures", "service-tasks", "tasks");
  }

  // Nodes of 10 take 3 tasks of 3: however many tasks, no node is opened before it is needed.
  @ParameterizedTest
  @CsvSource({"1, 1", "3, 1", "4, 2", "6, 2", "7, 3", "12, 4"})
  void packingOpensNoNodeBeforeItIsNeeded(int tasks, int nodes) {
    World world = world(Order.BINPACK);
    for (int i = 0; i < 4; i++) {
      world.nodes(node("n" + i, resources(10, 100)));
    }
    for (int i = 0; i < tasks; i++) {
      world.tasks(task("t" + i, ofService("web", 1), reserves(3, 10)));
    }

    assertThat(used(world)).isEqualTo(nodes);
  }

  private static long used(World world) {
    return world.view().list(io.skep.store.kind.Kinds.TASK).stream()
        .map(io.skep.api.Task::getNodeId)
        .distinct()
        .count();
  }

  @Test
  void packingCountsWhatIsScarceToTheTask() {
    World world = world(Order.BINPACK);
    world.nodes(
        node("cpu-full", resources(100, 100, gpus(8))),
        node("gpu-full", resources(100, 100, gpus(8))));
    world.tasks(
        task("a", ofService("web", 1), reserves(60, 60), t -> t.setNodeId("cpu-full")),
        task("b", ofService("web", 1), reserves(1, 1, gpus(6)), t -> t.setNodeId("gpu-full")));

    world.tasks(
        task("wants-gpu", ofService("web", 1), reserves(1, 1, gpus(1))),
        task("wants-cpu", ofService("web", 1), reserves(20, 20)));

    assertThat(world.nodeOf("wants-gpu")).isEqualTo("gpu-full");
    assertThat(world.nodeOf("wants-cpu")).isEqualTo("cpu-full");
  }

  @Test
  void packingKeepsFreeUnitsFree() {
    World world = world(Order.BINPACK);
    world.nodes(node("a-gpu", resources(10, 10, gpus(8))), node("b-plain", resources(10, 10)));

    world.tasks(task("t", ofService("web", 1), reserves(1, 1)));

    assertThat(world.nodeOf("t")).isEqualTo("b-plain");
  }

  @Test
  void tasksThatReserveNothingAreNotPacked() {
    World world = world(Order.BINPACK);
    world.nodes(node("n1", resources(10, 10)), node("n2", resources(10, 10)));
    for (int i = 0; i < 4; i++) {
      world.tasks(task("t" + i, ofService("web", 1)));
    }

    assertThat(world.count("n1", "web")).isEqualTo(2);
  }

  @Test
  void balancingPutsTogetherWhatCompletesEachOther() {
    World world = world(Order.BALANCED);
    world.nodes(node("n1", resources(100, 100)), node("n2", resources(100, 100)));
    world.tasks(
        task("cpu", ofService("web", 1), reserves(50, 10), t -> t.setNodeId("n2")),
        task("memory", ofService("web", 1), reserves(10, 50), t -> t.setNodeId("n1")));

    world.tasks(task("more-memory", ofService("web", 1), reserves(0, 40)));
    world.tasks(task("more-cpu", ofService("web", 1), reserves(40, 0)));

    assertThat(world.nodeOf("more-memory")).isEqualTo("n2");
    assertThat(world.nodeOf("more-cpu")).isEqualTo("n1");
  }

  @Test
  void balancingSpreadsWhereItMakesNoDifference() {
    World world = world(Order.BALANCED);
    world.nodes(node("n1", resources(100, 100)), node("n2", resources(100, 100)));
    for (int i = 0; i < 6; i++) {
      world.tasks(task("t" + i, ofService("web", 1), reserves(10, 10)));
    }

    assertThat(world.count("n1", "web")).isEqualTo(3);
  }

  // A node that describes nothing has nothing to fill or balance, and is no error.
  @ParameterizedTest
  @EnumSource
  void nodesWithoutADescriptionTakeTasksThatReserveNothing(Order order) {
    World world = world(order);
    world.nodes(node("n1"));

    world.tasks(task("t", ofService("web", 1)));

    assertThat(world.nodeOf("t")).isEqualTo("n1");
  }
}
