package io.skep.controller.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.api.Service;
import io.skep.api.Task;
import io.skep.controller.ControllerOptions;
import io.skep.controller.RetryPolicy;
import io.skep.controller.runtime.FaultyStore.Fault;
import io.skep.store.Origin;
import io.skep.store.Tx;
import io.skep.store.changelog.LogBounds;
import io.skep.store.kind.Kinds;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A bad reconciler among busy others on a store that fails: every run gets what it is promised, and
 * when all calm down, what is becomes what was asked for, with nobody looking twice for nothing.
 */
class ConvergenceTest {
  private static final int SEEDS = 80;

  /** One history: half a minute of trouble, and then two quiet minutes. */
  private static final class History {
    private static final List<String> SERVICES = List.of("a", "b", "c", "d", "e");

    private final long seed;
    private final Random random;
    private final World world;
    private final ReplicaKeeper keeper;
    private boolean faults = true;

    History(long seed) {
      this.seed = seed;
      random = new Random(seed);
      // A short log makes the feed jump, a long one never.
      LogBounds log = random.nextBoolean() ? LogBounds.DEFAULT : new LogBounds(2, 4);
      world = new World(seed, 1 + random.nextInt(2), log);
      keeper = new ReplicaKeeper(new Random(random.nextLong()));
      world.store.faults = this::fault;
      world.store.onCommitted = keeper::committed;
      if (random.nextBoolean()) {
        world.manager.add("other", Script.onServices());
      }
      world.manager.add(
          "keeper",
          keeper,
          ControllerOptions.DEFAULT
              .withInFlight(1 + random.nextInt(4))
              .withRetry(
                  RetryPolicy.exponential(Duration.ofMillis(50), Duration.ofSeconds(5), 0.2)));
    }

    private Fault fault(Origin origin) {
      int draw = faults && origin.writer().startsWith("keeper/") ? random.nextInt(100) : 100;
      if (draw < 10) {
        return Fault.CONFLICT;
      } else if (draw < 13) {
        return Fault.BUSY;
      } else if (draw < 15) {
        return Fault.LOST;
      }
      return draw < 17 ? Fault.ANSWER_LOST : Fault.NONE;
    }

    void run() {
      somebodyWrites();
      world.manager.start();
      for (int i = 0; i < 300; i++) {
        somebodyWrites();
        if (random.nextBoolean()) {
          world.advance(Duration.ofMillis(random.nextInt(200)));
        } else {
          world.clock.step();
        }
        assertPromises();
      }
      faults = false;
      keeper.behave();
      world.advance(Duration.ofMinutes(2));
      assertPromises();
      assertConverged();
      assertQuiet();
      stop();
    }

    private void somebodyWrites() {
      String id = SERVICES.get(random.nextInt(SERVICES.size()));
      try {
        world.writeQuietly(tx -> write(tx, id));
      } catch (AssertionError storeIsUnsettled) {
        // Nobody can write then.
      }
    }

    private void write(Tx tx, String id) {
      boolean exists = tx.get(Kinds.SERVICE, id).isPresent();
      List<Task> tasks = ReplicaKeeper.tasks(tx, id);
      switch (random.nextInt(8)) {
        case 0, 1 -> {
          Service service = World.service(id, random.nextInt(6));
          if (!exists) {
            tx.create(Kinds.SERVICE, service);
          } else {
            Service old = tx.get(Kinds.SERVICE, id).orElseThrow();
            tx.update(Kinds.SERVICE, service.toBuilder().setMeta(old.getMeta()).build());
          }
        }
        case 2 -> {
          if (exists) {
            tx.delete(Kinds.SERVICE, id);
          }
        }
        case 3 -> tx.create(Kinds.TASK, World.task("stray-" + random.nextInt(1 << 30), id));
        case 4, 5 -> {
          if (!tasks.isEmpty()) {
            tx.delete(Kinds.TASK, tasks.get(random.nextInt(tasks.size())).getId());
          }
        }
        default -> {
          if (!tasks.isEmpty()) {
            Task task = tasks.get(random.nextInt(tasks.size()));
            tx.update(Kinds.TASK, task.toBuilder().setServiceId("b").build());
          }
        }
      }
    }

    private void assertPromises() {
      assertThat(keeper.broken()).as("seed %d", seed).isEmpty();
    }

    private void assertConverged() {
      for (String id : SERVICES) {
        assertThat(ReplicaKeeper.tasks(world.store.view(), id))
            .as("tasks of %s, seed %d", id, seed)
            .hasSize(ReplicaKeeper.wanted(world.store.view(), id));
      }
    }

    private void assertQuiet() {
      keeper.assertQuiet();
      for (String gauge : List.of("depth", "waiting", "processing")) {
        assertThat(world.meters.get("skep.queue." + gauge).tag("queue", "keeper").gauge().value())
            .as("%s, seed %d", gauge, seed)
            .isZero();
      }
    }

    private void stop() {
      Future<Void> stopped = world.manager.stop();
      world.clock.runUntilIdle();
      assertThat(stopped.succeeded()).as("stopped, seed %d", seed).isTrue();
      assertThat(world.clock.advanceToNextTimer()).as("timer left, seed %d", seed).isFalse();
    }

    List<String> trace() {
      return keeper.trace();
    }
  }

  @ParameterizedTest(name = "seeds from {0}") // rt.Q-2, rt.R-2, rt.R-4, rt.R-5, rt.E-9, rt.C-1
  @ValueSource(longs = {0, 1_000, 20_260_101})
  void whatIsBecomesWhatWasAskedForUnderEveryTrouble(long firstSeed) {
    for (long seed = firstSeed; seed < firstSeed + SEEDS; seed++) {
      new History(seed).run();
    }
  }

  @Test // rt.C-2
  void theSameSeedGivesTheSameHistory() {
    for (long seed = 0; seed < 10; seed++) {
      var one = new History(seed);
      var other = new History(seed);
      one.run();
      other.run();

      assertThat(one.trace()).as("seed %d", seed).isNotEmpty().isEqualTo(other.trace());
    }
  }
}
