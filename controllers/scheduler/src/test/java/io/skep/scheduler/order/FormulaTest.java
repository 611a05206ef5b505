package io.skep.scheduler.order;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.api.GenericResource;
import io.skep.api.Node;
import io.skep.api.Resources;
import io.skep.api.Task;
import io.skep.scheduler.reconciler.Scheduler;
import io.skep.scheduler.resource.GenericResources;
import io.skep.scheduler.world.A;
import io.skep.scheduler.world.PlainRules;
import io.skep.scheduler.world.World;
import io.skep.store.ReadTx;
import io.skep.store.kind.Kinds;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random tasks on random nodes, GPUs in both forms included: every task goes where the formula,
 * worked out plainly from what is stored, is least.
 */
final class FormulaTest {
  private static final int NODES = 8;
  private static final int TASKS = 60;

  /** What is reserved of a node's CPU, memory and GPUs with one task more. */
  private record Plain(List<Double> shares, double dominant) {
    static Plain of(ReadTx at, Node node, Task task) {
      Resources there = node.getDescription().getResources();
      Resources wanted = task.getSpec().getResources().getReservations();
      double[] all = {there.getNanoCpus(), there.getMemoryBytes(), gpus(there)};
      double[] one = {wanted.getNanoCpus(), wanted.getMemoryBytes(), gpus(wanted)};
      double[] used = one.clone();
      for (Task other : at.list(Kinds.TASK)) {
        if (other.getNodeId().equals(node.getId()) && !other.getId().equals(task.getId())) {
          Resources held = other.getSpec().getResources().getReservations();
          used[0] += held.getNanoCpus();
          used[1] += held.getMemoryBytes();
          used[2] += gpus(held);
        }
      }
      var shares = new ArrayList<Double>();
      double dominant = 0;
      double largest = 0;
      for (int i = 0; i < 3; i++) {
        if (all[i] > 0) {
          shares.add(used[i] / all[i]);
          if (one[i] / all[i] > largest) {
            largest = one[i] / all[i];
            dominant = used[i] / all[i];
          }
        }
      }
      return new Plain(shares, dominant);
    }

    private static double gpus(Resources resources) {
      double gpus = 0;
      for (GenericResource entry : resources.getGenericList()) {
        gpus += entry.hasNamedResourceSpec() ? 1 : entry.getDiscreteResourceSpec().getValue();
      }
      return gpus;
    }

    double mean() {
      return shares.stream().mapToDouble(s -> s).average().orElse(0);
    }

    double deviation() {
      double mean = mean();
      return Math.sqrt(
          shares.stream().mapToDouble(s -> (s - mean) * (s - mean)).average().orElse(0));
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 20_260_101})
  void packingTakesTheNodeThatIsFullestThen(long seed) {
    hold(Order.BINPACK, seed, plain -> -(plain.dominant() + plain.mean()) / 2, 1e-6);
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 20_260_101})
  void balancingTakesTheNodeThatIsMostBalancedThen(long seed) {
    hold(Order.BALANCED, seed, Plain::deviation, 0.01);
  }

  /** Scores are rounded, so a node may be chosen that is worse by one step. */
  private static void hold(Order order, long seed, ToDoubleFunction<Plain> formula, double step) {
    var random = new Random(seed);
    var world = new World(Scheduler.swarmPipeline().withScorers(order.scorers()));
    world.services(A.service("web", 1));
    for (int i = 0; i < NODES; i++) {
      world.nodes(A.node("n" + i, randomResources(random)));
    }
    int placed = 0;
    for (int i = 0; i < TASKS; i++) {
      Task task = randomTask("t" + i, random);
      ReadTx before = world.view();
      world.tasks(task);
      String chosen = world.nodeOf(task.getId());
      if (chosen.isEmpty()) {
        continue;
      }
      placed++;
      var rules = new PlainRules(before);
      double score = score(before, chosen, task, formula);
      for (Node node : before.list(Kinds.NODE)) {
        if (rules.refusal(node, task).isEmpty()) {
          assertThat(score)
              .as("seed %d, %s on %s rather than %s", seed, task.getId(), chosen, node.getId())
              .isLessThanOrEqualTo(score(before, node.getId(), task, formula) + step * 1.001);
        }
      }
    }
    assertThat(placed).as("the walk reaches something").isGreaterThan(TASKS / 3);
  }

  private static double score(ReadTx at, String node, Task task, ToDoubleFunction<Plain> formula) {
    return formula.applyAsDouble(Plain.of(at, at.get(Kinds.NODE, node).orElseThrow(), task));
  }

  private static java.util.function.Consumer<Node.Builder> randomResources(Random random) {
    var gpus = new ArrayList<GenericResource>();
    int count = random.nextInt(5);
    if (random.nextBoolean() && count > 0) {
      gpus.add(GenericResources.amount("gpu", count));
    } else {
      for (int i = 0; i < count; i++) {
        gpus.add(GenericResources.unit("gpu", "GPU-" + i));
      }
    }
    return A.resources(
        20 + random.nextInt(80), 20 + random.nextInt(80), gpus.toArray(new GenericResource[0]));
  }

  private static Task randomTask(String id, Random random) {
    long cpu = 1L + random.nextInt(15);
    long memory = 1L + random.nextInt(15);
    return random.nextInt(4) == 0
        ? A.task(
            id,
            A.ofService("web", 1),
            A.reserves(cpu, memory, GenericResources.amount("gpu", 1 + random.nextInt(2))))
        : A.task(id, A.ofService("web", 1), A.reserves(cpu, memory));
  }
}
