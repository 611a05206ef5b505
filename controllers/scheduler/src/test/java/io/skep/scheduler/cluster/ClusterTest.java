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

  private List<String> changedSince(long change) {
    var ids = new ArrayList<String>();
    cluster.forEachChangedSince(change, node -> ids.add(node.id()));
    return ids;
  }

  // SC-5
  @Test
  void changedNodesComeOnceEachTheLatestFirst() {
    cluster.put(node("a"));
    cluster.put(node("b"));
    cluster.put(node("c"));
    long before = cluster.changes();
    assertThat(changedSince(0)).containsExactly("c", "b", "a");

    cluster.put(node("b", state(NodeStatus.State.DOWN)));
    cluster.hold(task("t", runningOn("a")));
    cluster.put(node("b", label("zone", "z")));

    assertThat(changedSince(before)).containsExactly("b", "a");
    assertThat(changedSince(cluster.changes())).isEmpty();
  }

  // SC-27
  @Test
  void whatNoDecisionDependsOnIsNoChange() {
    cluster.put(node("a"));
    cluster.hold(task("t", runningOn("a")));
    long before = cluster.changes();

    cluster.put(node("a", node -> node.getStatusBuilder().setMessage("beat")));
    cluster.hold(task("t", runningOn("a"), state(TaskState.STARTING)));
    cluster.release("a", "unknown");
    cluster.release("unknown", "t");
    cluster.remove("unknown");

    assertThat(cluster.changes()).isEqualTo(before);
    assertThat(cluster.removals()).isZero();
  }

  // SC-28, SC-29
  @Test
  void aNodeThatIsGoneIsNotHandedOverAndItsTasksCountWhenItIsBack() {
    cluster.put(node("a"));
    cluster.put(node("b", resources(100, 0)));
    cluster.hold(task("t", runningOn("b"), reserves(80, 0)));

    cluster.remove("b");
    assertThat(changedSince(0)).containsExactly("a");
    assertThat(cluster.nodes()).extracting(NodeInfo::id).containsExactly("a");
    assertThat(cluster.removals()).isEqualTo(1);

    cluster.hold(task("t2", runningOn("b"), reserves(5, 0)));
    cluster.put(node("b", resources(100, 0)));
    assertThat(cluster.node("b").orElseThrow().freeNanoCpus()).isEqualTo(15);
    cluster.release("b", "t");
    assertThat(cluster.node("b").orElseThrow().freeNanoCpus()).isEqualTo(95);
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
    var changesAt = new ArrayList<Long>();
    for (int step = 0; step < 2_000; step++) {
      changesAt.add(cluster.changes());
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
