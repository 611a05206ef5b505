package io.skep.scheduler.reconciler;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.api.GenericResource;
import io.skep.api.Node;
import io.skep.api.Resources;
import io.skep.api.Task;
import io.skep.scheduler.Remedy;
import io.skep.scheduler.constraint.NodeLabel;
import io.skep.scheduler.explain.NearNode;
import io.skep.scheduler.explain.TaskExplanation;
import io.skep.scheduler.explain.TaskExplanation.AwaitsNode;
import io.skep.scheduler.explain.TaskExplanation.Waiting;
import io.skep.scheduler.resource.GenericResources;
import io.skep.scheduler.resource.Quantity;
import io.skep.scheduler.world.A;
import io.skep.scheduler.world.PlainRules;
import io.skep.scheduler.world.RandomWorld;
import io.skep.scheduler.world.World;
import io.skep.store.Tx;
import io.skep.store.kind.Kinds;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** In random clusters: explanations agree with the tasks' errors, and what would help helps. */
final class RemedyTest {
  private static final int STEPS = 60;

  private int made;

  // SC-77, SC-78, SC-79
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 20_260_101})
  void theFullExplanationSaysWhatTheErrorSays(long seed) {
    var random = new RandomWorld(seed);
    int explained = 0;
    for (int step = 0; step < STEPS; step++) {
      random.step();
      for (Task task : random.world().view().list(Kinds.TASK)) {
        TaskExplanation explanation = random.world().explain(task.getId());
        if (explanation instanceof Waiting waiting) {
          assertThat(waiting.err())
              .as("seed %d step %d: %s", seed, step, task.getId())
              .isEqualTo(task.getStatus().getErr());
          explained++;
        } else {
          assertThat(PlainRules.waits(task) && !(explanation instanceof AwaitsNode))
              .as("seed %d step %d: %s", seed, step, explanation)
              .isFalse();
        }
      }
    }
    assertThat(explained).as("the walk reaches something").isGreaterThan(STEPS);
  }

  // SC-79
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 20_260_101})
  void aNearNodeTakesTheTaskOnceItHasWhatItNeeds(long seed) {
    var random = new RandomWorld(seed);
    World world = random.world();
    Map<String, Integer> tried = new TreeMap<>();
    for (int step = 0; step < STEPS; step++) {
      random.step();
      for (Task task : world.view().list(Kinds.TASK)) {
        if (world.explain(task.getId()) instanceof Waiting waiting
            && !waiting.nearest().isEmpty()) {
          NearNode near = waiting.nearest().get(step % waiting.nearest().size());
          world.writeOnly(tx -> near.remedies().forEach(r -> apply(tx, r, near.nodeId(), task)));
          world.runtime().showOnly();
          assertThat(world.explain(task.getId()))
              .as("seed %d step %d: %s on %s", seed, step, near.remedies(), near.nodeId())
              .isInstanceOfSatisfying(
                  TaskExplanation.Due.class, due -> assertThat(due.examples()).isNotEmpty());
          near.remedies().forEach(r -> tried.merge(r.getClass().getSimpleName(), 1, Integer::sum));
          break;
        }
      }
    }
    assertThat(tried.keySet())
        .as("the walk reaches most remedies")
        .contains("Free", "ReserveLess", "SetLabel");
  }

  private void apply(Tx tx, Remedy remedy, String nodeId, Task task) {
    if (remedy instanceof Remedy.MakeReady) {
      World.change(tx, nodeId, A.state(io.skep.api.NodeStatus.State.READY));
    } else if (remedy instanceof Remedy.Activate) {
      World.change(tx, nodeId, A.availability(io.skep.api.NodeSpec.Availability.ACTIVE));
    } else if (remedy instanceof Remedy.Free free) {
      // Another node of the same size less used is, to a filter, a larger one.
      World.change(tx, nodeId, node -> free.lacking().forEach(more -> enlarge(node, more)));
    } else if (remedy instanceof Remedy.ReserveLess less) {
      World.changeTask(tx, task.getId(), t -> less.most().forEach(most -> limit(t, most)));
    } else if (remedy instanceof Remedy.SetLabel set) {
      assertThat(set.label().owner()).isEqualTo(NodeLabel.Owner.NODE);
      World.change(tx, nodeId, A.label(set.label().name(), set.to()));
    } else if (remedy instanceof Remedy.FreePort port) {
      for (Task other : tx.list(Kinds.TASK)) {
        if (other.getNodeId().equals(nodeId)
            && !other.getId().equals(task.getId())
            && other.getEndpoint().getPortsList().stream()
                .anyMatch(p -> p.getProtocol() == port.protocol())) {
          tx.delete(Kinds.TASK, other.getId());
        }
      }
    } else if (remedy instanceof Remedy.RaiseMaxReplicas raise) {
      World.changeTask(
          tx,
          task.getId(),
          t -> t.getSpecBuilder().getPlacementBuilder().setMaxReplicas(raise.to()));
    } else {
      throw new AssertionError("no idea how to apply " + remedy);
    }
  }

  private void enlarge(Node.Builder node, Quantity more) {
    Resources.Builder resources = node.getDescriptionBuilder().getResourcesBuilder();
    switch (more.sort()) {
      case CPU -> resources.setNanoCpus(resources.getNanoCpus() + more.amount());
      case MEMORY -> resources.setMemoryBytes(resources.getMemoryBytes() + more.amount());
      case GENERIC -> {
        boolean named = resources.getGenericList().stream().anyMatch(g -> g.hasNamedResourceSpec());
        for (long i = 0; named && i < more.amount(); i++) {
          resources.addGeneric(GenericResources.unit(more.kind(), "new" + made++));
        }
        if (!named) {
          long there = more.in(resources.build()).amount();
          resources
              .clearGeneric()
              .addGeneric(GenericResources.amount(more.kind(), there + more.amount()));
        }
      }
    }
  }

  private static void limit(Task.Builder task, Quantity most) {
    Resources.Builder wanted = task.getSpecBuilder().getResourcesBuilder().getReservationsBuilder();
    switch (most.sort()) {
      case CPU -> wanted.setNanoCpus(most.amount());
      case MEMORY -> wanted.setMemoryBytes(most.amount());
      case GENERIC -> {
        List<GenericResource> others =
            wanted.getGenericList().stream()
                .filter(g -> !GenericResources.kind(g).equals(most.kind()))
                .toList();
        wanted.clearGeneric().addAllGeneric(others);
        if (most.amount() > 0) {
          wanted.addGeneric(GenericResources.amount(most.kind(), most.amount()));
        }
      }
    }
  }
}
