package io.skep.scheduler.reconciler;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.api.Node;
import io.skep.api.Task;
import io.skep.scheduler.world.PlainRules;
import io.skep.scheduler.world.RandomWorld;
import io.skep.scheduler.world.World;
import io.skep.store.ReadTx;
import io.skep.store.kind.Kinds;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever happens to a cluster: held against {@link PlainRules} after every step. */
final class RandomClusterTest {
  private static final int STEPS = 200;

  // SC-27, SC-28, SC-42, SC-51 to SC-57, SC-83, SC-84, SC-86, SC-87
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 20_260_101})
  void noRuleIsBrokenByAnyAssignment(long seed) {
    var random = new RandomWorld(seed);
    var assigned = 0;
    for (int step = 0; step < STEPS; step++) {
      Set<String> before = tasksOnNodes(random.world());
      random.step();
      ReadTx after = random.world().view();
      var rules = new PlainRules(after);
      for (Task task : after.list(Kinds.TASK)) {
        if (PlainRules.usesItsNode(task) && before.add(task.getId())) {
          Node node = after.get(Kinds.NODE, task.getNodeId()).orElseThrow();
          assertThat(rules.refusal(node, task))
              .as("seed %d step %d: %s on %s", seed, step, task.getId(), node.getId())
              .isEmpty();
          assertThat(rules.wrongUnits(node, task)).as("seed %d step %d", seed, step).isEmpty();
          assigned++;
        }
      }
    }
    assertThat(assigned).as("the walk reaches something").isGreaterThan(STEPS / 2);
  }

  private static Set<String> tasksOnNodes(World world) {
    var ids = new HashSet<String>();
    for (Task task : world.view().list(Kinds.TASK)) {
      if (PlainRules.usesItsNode(task)) {
        ids.add(task.getId());
      }
    }
    return ids;
  }

  // SC-72, SC-77, SC-78, SC-79, SC-82
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 20_260_101})
  void everyTaskThatWaitsHasToAndSaysExactlyWhy(long seed) {
    var random = new RandomWorld(seed);
    var waited = 0;
    for (int step = 0; step < STEPS; step++) {
      random.step();
      ReadTx at = random.world().view();
      var rules = new PlainRules(at);
      for (Task task : at.list(Kinds.TASK)) {
        boolean nodeKnown =
            task.getNodeId().isEmpty() || at.get(Kinds.NODE, task.getNodeId()).isPresent();
        if (PlainRules.waits(task) && nodeKnown) {
          assertThat(task.getStatus().getErr())
              .as("seed %d step %d: %s", seed, step, task.getId())
              .isEqualTo(rules.explanation(task));
          waited++;
        }
      }
    }
    assertThat(waited).as("the walk reaches something").isGreaterThan(STEPS);
  }

  // SC-10, SC-27, SC-28: what was kept up to date is what a newcomer reads.
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 20_260_101})
  void aSchedulerThatStartsAnewFindsNothingToDo(long seed) {
    var random = new RandomWorld(seed);
    World world = random.world();
    for (int step = 0; step < STEPS; step++) {
      random.step();

      int writes = world.runtime().writes();
      world.runtime().runOnce();
      assertThat(world.runtime().writes()).as("seed %d step %d", seed, step).isEqualTo(writes);
      if (step % 10 == 0) {
        world.restart();
        world.settle();
        assertThat(world.runtime().writes()).as("seed %d step %d, anew", seed, step).isZero();
      }
    }
  }

  // SC-63 to SC-67, SC-69: nothing that was placed now would be better placed one level aside.
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 20_260_101})
  void newTasksAreSpreadAsEvenlyAsTheRulesAllow(long seed) {
    var random = new RandomWorld(seed);
    for (int step = 0; step < STEPS; step++) {
      Set<String> before = tasksOnNodes(random.world());
      boolean disturbed = random.step();
      ReadTx after = random.world().view();
      var rules = new PlainRules(after);
      for (Task task : after.list(Kinds.TASK)) {
        boolean placedNow =
            !disturbed && PlainRules.usesItsNode(task) && !before.contains(task.getId());
        if (placedNow && !task.getServiceId().equals("service5")) {
          assertThat(betterPlaces(after, rules, task))
              .as("seed %d step %d: %s on %s", seed, step, task.getId(), task.getNodeId())
              .isEmpty();
        }
      }
    }
  }

  /** Nodes that could take {@code task} although their part has two fewer of its service. */
  private static List<String> betterPlaces(ReadTx at, PlainRules rules, Task task) {
    String service = task.getServiceId();
    Node own = at.get(Kinds.NODE, task.getNodeId()).orElseThrow();
    boolean zones = task.getSpec().getPlacement().getPreferencesCount() > 0;
    return at.list(Kinds.NODE).stream()
        .filter(node -> rules.refusal(node, task).isEmpty())
        .filter(
            node -> {
              boolean byZone = zones && !zone(node).equals(zone(own));
              long there =
                  byZone ? inZone(at, rules, zone(node), service) : rules.active(node, service);
              long here =
                  byZone ? inZone(at, rules, zone(own), service) : rules.active(own, service);
              return there < here - 1;
            })
        .map(Node::getId)
        .toList();
  }

  private static String zone(Node node) {
    return node.getSpec().getAnnotations().getLabelsOrDefault("zone", "");
  }

  private static long inZone(ReadTx at, PlainRules rules, String zone, String service) {
    return at.list(Kinds.NODE).stream()
        .filter(node -> zone(node).equals(zone))
        .mapToLong(node -> rules.active(node, service))
        .sum();
  }

  // SC-41
  @Test
  void theSameSeedGivesTheSameBytes() {
    assertThat(bytesAfter(7)).isEqualTo(bytesAfter(7));
    assertThat(bytesAfter(7)).isNotEqualTo(bytesAfter(8));
  }

  private static String bytesAfter(long seed) {
    var random = new RandomWorld(seed);
    for (int step = 0; step < STEPS; step++) {
      random.step();
    }
    return random.world().store().save(random.world().view()).toString();
  }
}
