package io.skep.testkit;

import static io.skep.testkit.ReplicaGroup.GROUP;
import static org.assertj.core.api.Assertions.assertThat;

import io.skep.api.Task;
import io.skep.controller.ControllerOptions;
import io.skep.simulation.fault.WriteFault;
import io.skep.store.Marks;
import io.skep.store.ReadTx;
import io.skep.store.kind.Kinds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Groups with children and a config, replicas, and everything that can go wrong at once: what must
 * hold holds at every step, and when all calms down, what is becomes what was asked for.
 */
class TroubleTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final List<String> NAMES = List.of("a", "b", "c");

  /** One history: a minute of trouble, and then calm. */
  private static final class Trouble {
    private final Sim sim;
    private final Random random;
    private int configs;

    Trouble(Sim sim) {
      this.sim = sim;
      random = new Random(sim.seed());
    }

    void run() {
      sim.replicas(1 + random.nextInt(3));
      if (random.nextBoolean()) {
        sim.leaderOnly();
      }
      sim.controller(
          "groups",
          ReplicaGroupController::new,
          ControllerOptions.DEFAULT.withInFlight(1 + random.nextInt(4)));
      sim.assertAlways(TroubleTest::eachSlotIsFilledOnce);
      everyFault().stream().filter(fault -> random.nextInt(3) == 0).forEach(sim::faults);
      for (int i = 0; i < 30; i++) {
        somebodyWrites();
        sim.advance(Duration.ofMillis(random.nextInt(4_000)));
      }
      sim.calm();
      sim.settle();
      assertConverged();
      sim.advance(MINUTE);
      sim.assertQuiet();
      assertConverged();
    }

    private static List<Fault> everyFault() {
      return List.of(
          Fault.commits(WriteFault.CONFLICT, 0.2),
          Fault.commits(WriteFault.BUSY, 0.1),
          Fault.commits(WriteFault.LOST, 0.1),
          Fault.commits(WriteFault.ANSWER_LOST, 0.1),
          Fault.feedDelay(Duration.ofSeconds(2)),
          Fault.slowRuns(Duration.ofSeconds(3)),
          Fault.feedCutEvery(Duration.ofSeconds(9)),
          Fault.feedCompactedEvery(Duration.ofSeconds(11)),
          Fault.crashEvery(Duration.ofSeconds(15), Duration.ofSeconds(4)),
          Fault.pauseEvery(Duration.ofSeconds(20), Duration.ofSeconds(12)),
          Fault.clockJumpEvery(Duration.ofSeconds(20), Duration.ofSeconds(16)),
          Fault.leaseLossEvery(Duration.ofSeconds(17)));
    }

    private void somebodyWrites() {
      String name = NAMES.get(random.nextInt(NAMES.size()));
      Optional<ReplicaGroup> group =
          sim.list(GROUP).stream().filter(each -> each.meta().name().equals(name)).findFirst();
      List<Task> tasks = sim.list(Kinds.TASK);
      switch (random.nextInt(6)) {
        case 0 -> {
          if (sim.count(Kinds.CONFIG) < NAMES.size()) {
            String id = "config-" + configs++ % NAMES.size();
            if (sim.find(Kinds.CONFIG, id).isEmpty()) {
              sim.create(Kinds.CONFIG, ReplicaGroupTest.config(id, "image-" + configs));
            }
          }
        }
        case 1 -> {
          if (!tasks.isEmpty()) {
            sim.delete(Kinds.TASK, tasks.get(random.nextInt(tasks.size())).getId());
          }
        }
        case 2 -> group.ifPresent(present -> sim.delete(GROUP, present.meta().id()));
        default -> {
          int replicas = random.nextInt(5);
          String config = "config-" + random.nextInt(NAMES.size());
          group.ifPresentOrElse(
              present -> sim.update(GROUP, present.meta().id(), old -> old.scaledTo(replicas)),
              () -> sim.create(GROUP, ReplicaGroup.named(name, replicas, config)));
        }
      }
    }

    private void assertConverged() {
      for (ReplicaGroup group : sim.list(GROUP)) {
        boolean possible = sim.find(Kinds.CONFIG, group.spec().configId()).isPresent();
        assertThat(tasksOf(sim.view(), group))
            .as("tasks of %s", group)
            .hasSize(possible ? group.spec().replicas() : 0);
        assertThat(group.status().phase()).isEqualTo(possible ? "Ready" : "NoConfig");
      }
    }
  }

  private static List<Task> tasksOf(ReadTx at, ReplicaGroup group) {
    return at.list(Kinds.TASK).stream()
        .filter(task -> Marks.owner(task.getAnnotations()).equals(Optional.of(GROUP.key(group))))
        .toList();
  }

  private static boolean eachSlotIsFilledOnce(ReadTx at) {
    Set<String> slots = new HashSet<>();
    return at.list(Kinds.TASK).stream()
        .allMatch(task -> slots.add(Marks.owner(task.getAnnotations()) + "." + task.getSlot()));
  }

  @SimTest(seeds = 200) // rt.C-1, rt.C-3, rt.C-4
  void whatIsBecomesWhatWasAskedForWhateverGoesWrong(Sim sim) {
    new Trouble(sim).run();
  }

  /** Whose last run is woken by what the run before has written itself, seen late. */
  @Test // rt.C-4
  void itIsNotSettledBeforeTheRunsThatOwnWritesBringAbout() {
    try (var sim = new Sim(5514)) {
      new Trouble(sim).run();
    }
  }

  @Test // rt.C-2
  void theSameSeedGivesTheSameHistory() {
    for (long seed = 1; seed <= 5; seed++) {
      assertThat(commits(seed)).isNotEmpty().isEqualTo(commits(seed));
    }
  }

  private static List<String> commits(long seed) {
    List<String> commits = new ArrayList<>();
    try (var sim = new Sim(seed)) {
      sim.assertAlways(at -> commits.add(at.version() + " at " + sim.clock().instant()));
      new Trouble(sim).run();
      sim.list(Kinds.TASK).forEach(task -> commits.add(task.toString()));
    }
    return commits;
  }
}
