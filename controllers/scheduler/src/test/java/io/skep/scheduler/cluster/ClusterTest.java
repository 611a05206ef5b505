package io.skep.scheduler.cluster;

import static io.skep.scheduler.world.A.label;
import static io.skep.scheduler.world.A.node;
import static io.skep.scheduler.world.A.reserves;
import static io.skep.scheduler.world.A.resources;
import static io.skep.scheduler.world.A.runningOn;
import static io.skep.scheduler.world.A.state;
import static io.skep.scheduler.world.A.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.skep.api.NodeStatus;
import io.skep.api.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which nodes there are, and which of them changed. */
final class ClusterTest {
  private final Cluster cluster = new Cluster();

  private List<String> changedSince(Cluster.Mark mark) {
    var ids = new ArrayList<String>();
    int count = cluster.forEachChangedSince(mark, node -> ids.add(node.id()));
    assertThat(ids).hasSize(count);
    return ids;
  }

  // SC-5
  @Test
  void changedNodesComeOnceEachTheLatestFirst() {
    cluster.put(node("a"));
    cluster.put(node("b"));
    cluster.put(node("c"));
    Cluster.Mark before = cluster.mark();
    assertThat(changedSince(Cluster.Mark.NOTHING)).containsExactly("c", "b", "a");

    cluster.put(node("b", state(NodeStatus.State.DOWN)));
    cluster.hold(task("t", runningOn("a")));
    cluster.put(node("b", label("zone", "z")));

    assertThat(changedSince(before)).containsExactly("b", "a");
    assertThat(changedSince(cluster.mark())).isEmpty();
  }

  // SC-27
  @Test
  void whatNoDecisionDependsOnIsNoChange() {
    cluster.put(node("a"));
    cluster.hold(task("t", runningOn("a")));
    Cluster.Mark before = cluster.mark();

    cluster.put(node("a", node -> node.getStatusBuilder().setMessage("beat")));
    cluster.hold(task("t", runningOn("a"), state(TaskState.STARTING)));
    cluster.release("a", "unknown");
    cluster.release("unknown", "t");
    cluster.remove("unknown");

    assertThat(cluster.mark()).isEqualTo(before);
  }

  // SC-28, SC-29
  @Test
  void aNodeThatIsGoneIsNotHandedOverAndItsTasksCountWhenItIsBack() {
    cluster.put(node("a"));
    cluster.put(node("b", resources(100, 0)));
    cluster.hold(task("t", runningOn("b"), reserves(80, 0)));

    cluster.remove("b");
    assertThat(changedSince(Cluster.Mark.NOTHING)).containsExactly("a");
    assertThat(cluster.nodes()).extracting(NodeInfo::id).containsExactly("a");
    assertThat(cluster.mark().removals()).isEqualTo(1);

    cluster.hold(task("t2", runningOn("b"), reserves(5, 0)));
    cluster.put(node("b", resources(100, 0)));
    assertThat(cluster.node("b").orElseThrow().freeNanoCpus()).isEqualTo(15);
    cluster.release("b", "t");
    assertThat(cluster.node("b").orElseThrow().freeNanoCpus()).isEqualTo(95);
  }

  // SC-5: who comes back soon is told which slots lost their nodes; who does not starts anew.
  @Test
  void removalsAreRememberedForAWhile() {
    cluster.put(node("a"));
    cluster.put(node("b"));
    Cluster.Mark before = cluster.mark();
    int slotOfB = cluster.node("b").orElseThrow().slot();
    cluster.remove("b");

    var slots = new ArrayList<Integer>();
    assertThat(cluster.forEachRemovedSince(before, slots::add)).isTrue();
    assertThat(slots).containsExactly(slotOfB);
    assertThat(cluster.forEachRemovedSince(cluster.mark(), slots::add)).isTrue();
    assertThat(slots).hasSize(1);

    for (int i = 0; i < 1_024; i++) {
      cluster.put(node("n"));
      cluster.remove("n");
    }
    assertThat(cluster.forEachRemovedSince(before, slot -> slots.add(-1))).isFalse();
    assertThat(slots).as("nothing rather than a part").hasSize(1);
  }

  // SC-60, SC-62: what scorers say of a node changes with its failures, and when they are
  // forgotten.
  @Test
  void aNodeChangesWhenATaskFailsAndWhenThatIsForgotten() {
    Instant now = Instant.ofEpochSecond(1_000);
    cluster.put(node("a"));
    cluster.put(node("b"));
    Cluster.Mark before = cluster.mark();
    cluster.recordFailure(task("t", runningOn("a")), now);
    cluster.recordFailure(task("u", runningOn("a")), now.plusSeconds(60));
    assertThat(changedSince(before)).containsExactly("a");

    before = cluster.mark();
    cluster.forgetOldFailures(now.plus(Cluster.FAILURE_WINDOW));
    assertThat(changedSince(before)).as("it counts to the end").isEmpty();
    cluster.forgetOldFailures(now.plus(Cluster.FAILURE_WINDOW).plusNanos(1));
    assertThat(changedSince(before)).containsExactly("a");

    before = cluster.mark();
    cluster.forgetOldFailures(now.plus(Cluster.FAILURE_WINDOW).plusSeconds(59));
    assertThat(changedSince(before)).isEmpty();
    cluster.forgetOldFailures(now.plus(Cluster.FAILURE_WINDOW).plusSeconds(61));
    assertThat(changedSince(before)).containsExactly("a");
    before = cluster.mark();
    cluster.forgetOldFailures(now.plus(Duration.ofDays(1)));
    assertThat(changedSince(before)).isEmpty();
  }

  // SC-1: as many slots as there ever were nodes at once, so that tables by node stay small.
  @Test
  void slotsAreUsedAgain() {
    for (int i = 0; i < 1_000; i++) {
      cluster.put(node("n" + i));
      cluster.put(node("n" + (i + 1)));
      cluster.remove("n" + i);
    }

    assertThat(cluster.slots()).isEqualTo(2);
  }

  // SC-1, SC-5: whatever comes and goes, no two nodes share a slot and no change is missed.
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 20_260_101})
  void slotsAreOnesOwnAndChangesAreComplete(long seed) {
    var random = new Random(seed);
    var changedAt = new HashMap<String, Integer>();
    var changesAt = new ArrayList<Cluster.Mark>();
    for (int step = 0; step < 2_000; step++) {
      changesAt.add(cluster.mark());
      String id = "n" + random.nextInt(12);
      if (random.nextInt(3) == 0) {
        cluster.remove(id);
        changedAt.remove(id);
      } else {
        cluster.put(node(id, label("step", "" + step)));
        changedAt.put(id, step);
      }

      int since = random.nextInt(step + 1);
      List<String> expected =
          changedAt.entrySet().stream()
              .filter(entry -> entry.getValue() >= since)
              .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
              .map(Map.Entry::getKey)
              .toList();
      assertThat(changedSince(changesAt.get(since)))
          .as("seed %d step %d since %d", seed, step, since)
          .isEqualTo(expected);
      assertThat(cluster.nodes().stream().map(NodeInfo::slot).collect(Collectors.toSet()))
          .as("seed %d step %d", seed, step)
          .hasSize(changedAt.size())
          .allMatch(slot -> slot >= 0 && slot < cluster.slots());
    }
  }
}
