package io.skep.scheduler.reconciler;

import static io.skep.scheduler.world.A.availability;
import static io.skep.scheduler.world.A.label;
import static io.skep.scheduler.world.A.node;
import static io.skep.scheduler.world.A.ofService;
import static io.skep.scheduler.world.A.reserves;
import static io.skep.scheduler.world.A.resources;
import static io.skep.scheduler.world.A.runningOn;
import static io.skep.scheduler.world.A.service;
import static io.skep.scheduler.world.A.spread;
import static io.skep.scheduler.world.A.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.skep.api.Node;
import io.skep.api.NodeSpec;
import io.skep.api.Task;
import io.skep.scheduler.resource.GenericResources;
import io.skep.scheduler.world.World;
import io.skep.store.Tx;
import io.skep.store.kind.Kinds;
import io.skep.store.kind.TaskKind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How the tasks of services spread over nodes, and over what their placement prefers. */
final class SpreadingTest {
  private final World world = new World();

  /** Of {@code service}, with or without a spec version. */
  private static Consumer<Task.Builder> tasksOf(String service, boolean versioned) {
    return versioned ? ofService(service, 1) : ofService(service);
  }

  @SafeVarargs
  private void place(String prefix, int count, Consumer<Task.Builder>... with) {
    world.write(tx -> create(tx, prefix, count, with));
  }

  @SafeVarargs
  private static void create(Tx tx, String prefix, int count, Consumer<Task.Builder>... with) {
    for (int i = 0; i < count; i++) {
      tx.create(Kinds.TASK, task(prefix + "%03d".formatted(i), with));
    }
  }

  private List<Long> counts(String service, String... nodes) {
    return Stream.of(nodes).map(node -> world.count(node, service)).toList();
  }

  // CT-31, SC-63
  @ParameterizedTest(name = "versioned: {0}, seed {1}")
  @CsvSource({"true, 1", "true, 2", "false, 1", "false, 2"})
  void servicesSpreadEachForItselfAndThenTogether(boolean versioned, long seed) {
    String[] nodes = {"id1", "id2", "id3", "id4", "id5"};
    world.services(service("one", 1), service("two", 1));
    for (String node : nodes) {
      world.nodes(node(node));
    }

    place("a", 18, tasksOf("one", versioned));
    assertThat(counts("one", nodes)).containsExactlyInAnyOrder(4L, 4L, 4L, 3L, 3L);

    place("b", 2, tasksOf("two", versioned));
    for (String node : nodes) {
      assertThat(world.count(node, "two")).isEqualTo(world.count(node, "one") == 3 ? 1 : 0);
    }
    List<String> shared = Stream.of(nodes).filter(n -> world.count(n, "two") == 1).toList();

    place("c", 3, tasksOf("one", versioned));
    assertThat(counts("one", nodes)).containsExactlyInAnyOrder(5L, 4L, 4L, 4L, 4L);
    assertThat(shared).allMatch(node -> world.count(node, "one") == 4);

    place("d", 1, tasksOf("two", versioned));
    String fresh = world.nodeOf("d000");
    assertThat(shared).doesNotContain(fresh);
    assertThat(world.count(fresh, "one")).isEqualTo(4);

    world.write(
        tx ->
            tx.find(Kinds.TASK, TaskKind.byNodeId("id1"))
                .forEach(task -> tx.delete(Kinds.TASK, task.getId())));
    var mixed = new ArrayList<Task>();
    for (int i = 0; i < 6; i++) {
      mixed.add(
          task(
              "e" + new Random(seed + i).nextInt(1_000) + i,
              tasksOf(i < 4 ? "one" : "two", versioned)));
    }
    Collections.shuffle(mixed, new Random(seed));
    world.write(tx -> mixed.forEach(task -> tx.create(Kinds.TASK, task)));
    assertThat(world.count("id1", "one")).isEqualTo(4);
    assertThat(world.count("id1", "two")).isEqualTo(1);
  }

  // CT-32, SC-64, SC-67
  @ParameterizedTest(name = "versioned: {0}")
  @ValueSource(booleans = {true, false})
  void zonesGetEquallyManyTasksHoweverManyNodesTheyHave(boolean versioned) {
    world.services(service("web", 1));
    world.nodes(node("id1", label("az", "az1")));
    for (String id : List.of("id2", "id3", "id4", "id5")) {
      world.nodes(node(id, label("az", "az2")));
    }

    place("t", 8, tasksOf("web", versioned), spread("node.labels.az"));

    assertThat(counts("web", "id1", "id2", "id3", "id4", "id5"))
        .containsExactly(4L, 1L, 1L, 1L, 1L);
  }

  // CT-33, SC-65, SC-66
  @ParameterizedTest(name = "versioned: {0}")
  @ValueSource(booleans = {true, false})
  void whatAFullZoneCannotTakeGoesToTheOthersAndTheirRacksStayBalanced(boolean versioned) {
    world.services(service("web", 1));
    world.nodes(
        node("id0", zone("az1", "rack1"), resources(0, 100, GenericResources.amount("apple", 1))),
        node(
            "id1",
            zone("az1", "rack1"),
            resources(0, 1_000, GenericResources.amount("apple", 10))));
    for (String id : List.of("id2", "id3", "id4")) {
      world.nodes(
          node(id, zone("az2", "rack1"), resources(0, 1_000, GenericResources.amount("apple", 6))));
    }
    for (String id : List.of("id5", "id6")) {
      world.nodes(
          node(id, zone("az2", "rack2"), resources(0, 1_000, GenericResources.amount("apple", 6))));
    }

    place(
        "t",
        12,
        tasksOf("web", versioned),
        spread("node.labels.az", "node.labels.rack"),
        reserves(0, 200, GenericResources.amount("apple", 2)));

    assertThat(counts("web", "id0", "id1")).containsExactly(0L, 5L);
    List<Long> rack1 = counts("web", "id2", "id3", "id4");
    List<Long> rack2 = counts("web", "id5", "id6");
    long onRack1 = rack1.stream().mapToLong(Long::longValue).sum();
    assertThat(onRack1).isBetween(3L, 4L);
    assertThat(rack1)
        .containsExactlyInAnyOrder(
            onRack1 == 4 ? new Long[] {1L, 1L, 2L} : new Long[] {1L, 1L, 1L});
    assertThat(rack2)
        .containsExactlyInAnyOrder(onRack1 == 4 ? new Long[] {1L, 2L} : new Long[] {2L, 2L});
  }

  private static Consumer<Node.Builder> zone(String az, String rack) {
    return label("az", az).andThen(label("rack", rack));
  }

  // CT-34, SC-66
  @Test
  void unevenRacksAreFilledAndTheRunEnds() {
    world.services(service("web", 1));
    world.nodes(
        node("id11", zone("dc1", "r1")),
        node("id12", zone("dc1", "r2")),
        node("id21", zone("dc2", "r1")));
    place("a", 3, tasksOf("web", true), runningOn("id11"));
    place("b", 1, tasksOf("web", true), runningOn("id12"));
    place("c", 3, tasksOf("web", true), runningOn("id21"));

    place("t", 2, tasksOf("web", true), spread("node.labels.az", "node.labels.rack"));

    assertThat(List.of(world.nodeOf("t000"), world.nodeOf("t001"))).isSubsetOf("id12", "id21");
  }

  // CT-191, SC-69
  @Test
  void unequalNodesAreMadeEqual() {
    world.services(service("web", 1));
    world.nodes(node("id1"), node("id2"), node("id3"));
    place("a", 1, tasksOf("web", true), runningOn("id2"));
    place("b", 3, tasksOf("web", true), runningOn("id3"));

    place("t", 8, tasksOf("web", true));

    assertThat(counts("web", "id1", "id2", "id3")).containsExactly(4L, 4L, 4L);
  }

  // CT-191, SC-66
  @Test
  void aFullZoneGetsNothingAndTheOthersShare() {
    world.services(service("web", 1));
    for (String zone : List.of("a", "b", "c")) {
      world.nodes(node("id-" + zone, label("zone", zone)));
    }
    place("old", 10, tasksOf("web", true), runningOn("id-a"));

    place("t", 4, tasksOf("web", true), spread("node.labels.zone"));

    assertThat(counts("web", "id-a", "id-b", "id-c")).containsExactly(10L, 2L, 2L);
  }

  // SC-64
  @Test
  void aPreferenceThatNamesNoLabelIsSkippedAndNodesWithoutTheLabelAreAZone() {
    world.services(service("web", 1));
    world.nodes(
        node("id1"), node("id2"), node("id3", label("zone", "")), node("id4", label("zone", "z")));

    place(
        "t",
        6,
        tasksOf("web", true),
        spread("node.labels.", "node.hostname", "NODE.LABELS.zone", "disk"));

    assertThat(counts("web", "id1", "id2", "id3", "id4")).containsExactly(1L, 1L, 1L, 3L);
  }

  // SC-65: nodes that may take nothing weigh on their zone.
  @Test
  void tasksOnPausedNodesCountForTheirZone() {
    world.services(service("web", 1));
    world.nodes(
        node("id1", label("zone", "a"), availability(NodeSpec.Availability.PAUSE)),
        node("id2", label("zone", "a")),
        node("id3", label("zone", "b")));
    place("old", 4, tasksOf("web", true), runningOn("id1"));

    place("t", 4, tasksOf("web", true), spread("node.labels.zone"));

    assertThat(counts("web", "id1", "id2", "id3")).containsExactly(4L, 0L, 4L);
  }

  // CT-39, SC-42
  @Test
  void aNodeThatIsFullAfterOneTaskGetsOne() {
    var apple = GenericResources.amount("apple", 1);
    world.services(service("web", 1));
    world.nodes(
        node("id1", resources(0, 1_000, GenericResources.amount("apple", 2))),
        node("id2", resources(0, 100_000, GenericResources.amount("apple", 5))));
    place("a", 1, tasksOf("web", true), runningOn("id1"), reserves(0, 500, apple));
    place("b", 3, tasksOf("web", true), runningOn("id2"), reserves(0, 500, apple));

    place("t", 2, tasksOf("web", true), reserves(0, 500, apple));

    assertThat(counts("web", "id1", "id2")).containsExactly(2L, 4L);
  }

  // SC-63: of equals the one with fewer tasks of all services.
  @Test
  void aServiceGoesWhereItsOwnTasksAreFewestEvenIfOthersCrowdThere() {
    world.services(service("web", 1), service("crowd", 1));
    world.nodes(node("id1"), node("id2"), node("id3"));
    place("a", 1, tasksOf("web", true), runningOn("id1"));
    place("b", 5, tasksOf("crowd", true), runningOn("id2"));
    place("c", 6, tasksOf("crowd", true), runningOn("id3"));

    place("t", 1, tasksOf("web", true));

    assertThat(world.nodeOf("t000")).isEqualTo("id2");
  }
}
