package io.skep.controller.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.skep.api.Service;
import io.skep.api.Task;
import io.skep.controller.ControllerOptions;
import io.skep.controller.Explanation.State;
import io.skep.controller.Reconciler;
import io.skep.controller.Result;
import io.skep.controller.RetryPolicy;
import io.skep.controller.Run;
import io.skep.controller.Sources;
import io.skep.controller.runtime.FaultyStore.Fault;
import io.skep.controller.trace.RunTracer;
import io.skep.informer.Event;
import io.skep.informer.feed.StoreFeed;
import io.skep.store.Tx;
import io.skep.store.changelog.LogBounds;
import io.skep.store.kind.Kinds;
import io.skep.store.loop.Loop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random events, failures, deadlines, conflicts and delays; after every step each key that needs
 * work, by what its controller has been shown, is somewhere: queued, in a run, waiting or given up.
 */
class NoLostWorkTest {
  private static final List<String> IDS = List.of("a", "b", "c", "d");
  private static final int SEEDS = 15;

  private static final ControllerOptions OPTIONS =
      ControllerOptions.DEFAULT
          .withInFlight(2)
          .withRetry(new RetryPolicy(Duration.ofMillis(300), 1, 3, Duration.ofSeconds(20), 0.2, 4))
          .withDeadline(Duration.ofSeconds(2))
          .withFailsafe(Duration.ofMinutes(1));

  /** Has as many tasks as wanted after every run that does not fail; writes a status as well. */
  private static final class Clerk implements Reconciler<Service> {
    final Map<String, Service> services = new TreeMap<>();
    final Map<String, Task> tasks = new TreeMap<>();
    final Set<String> running = new TreeSet<>();
    final List<String> broken = new ArrayList<>();
    private final Random random;
    private boolean moody = true;

    Clerk(Random random) {
      this.random = random;
    }

    @Override
    public void declare(Sources<Service> on) {
      on.observed(Kinds.SERVICE, event -> note(services, event.object().getId(), event))
          .observed(Kinds.TASK, event -> note(tasks, event.object().getId(), event))
          .primary(Kinds.SERVICE)
          .mapped(Kinds.TASK, (task, at) -> List.of(task.getServiceId()));
    }

    private static <T> void note(Map<String, T> model, String id, Event<? extends T> event) {
      if (event instanceof Event.Deleted<?>) {
        model.remove(id);
      } else {
        model.put(id, event.object());
      }
    }

    boolean needsWork(String id) {
      Service service = services.get(id);
      long has = tasks.values().stream().filter(task -> task.getServiceId().equals(id)).count();
      return service != null && has != service.getSpec().getReplicated().getReplicas();
    }

    @Override
    public Future<Result> reconcile(Run<Service> run) {
      if (!running.add(run.id())) {
        broken.add("two runs of " + run.id());
      }
      return dawdle()
          .compose(rested -> act(run))
          .compose(result -> dawdle().map(result))
          .onComplete(over -> running.remove(run.id()));
    }

    private Future<Void> dawdle() {
      if (!moody || random.nextInt(4) > 0) {
        return Future.succeededFuture();
      }
      Promise<Void> rested = Promise.promise();
      Loop.current()
          .orElseThrow()
          .after(Duration.ofMillis(random.nextInt(1, 3_000)), rested::complete);
      return rested.future();
    }

    private Future<Result> act(Run<Service> run) {
      return switch (moody ? random.nextInt(12) : 12) {
        case 0 -> Future.failedFuture(new IllegalStateException("no"));
        case 1 -> Future.succeededFuture(Result.backOff());
        case 2 -> Future.succeededFuture(Result.again(Duration.ofMillis(1 + random.nextInt(500))));
        case 3 -> Future.succeededFuture(Result.terminal(new IllegalStateException("never")));
        case 4 ->
            run.commit(tx -> setStatus(tx, run.id()))
                .compose(done -> Future.failedFuture(new IllegalStateException("after it")));
        case 5 ->
            run.commit(tx -> setStatus(tx, run.id()))
                .compose(done -> run.commit(tx -> bringAbout(tx, run.id())));
        default ->
            run.commit(
                tx -> {
                  bringAbout(tx, run.id());
                  setStatus(tx, run.id());
                });
      };
    }

    private static void bringAbout(Tx tx, String id) {
      int wanted = ReplicaKeeper.wanted(tx, id);
      List<Task> has = ReplicaKeeper.tasks(tx, id);
      has.stream().skip(wanted).forEach(task -> tx.delete(Kinds.TASK, task.getId()));
      for (int slot = 0, missing = wanted - has.size(); missing > 0; slot++) {
        if (tx.get(Kinds.TASK, id + slot).isEmpty()) {
          tx.create(Kinds.TASK, World.task(id + slot, id));
          missing--;
        }
      }
    }

    /** What nobody asks for: these writes must not wake the key, and hide nothing either. */
    private static void setStatus(Tx tx, String id) {
      tx.get(Kinds.SERVICE, id)
          .ifPresent(
              service -> {
                Service.Builder seen = service.toBuilder();
                seen.getEndpointBuilder()
                    .addPortsBuilder()
                    .setPublishedPort(service.getEndpoint().getPortsCount() + 1);
                tx.update(Kinds.SERVICE, seen.build());
              });
    }
  }

  /** One history. */
  private static final class History {
    private final long seed;
    private final Random random;
    private final World world;
    private final Clerk clerk;
    private final Controller<Service> controller;
    private boolean faults = true;

    History(long seed) {
      this.seed = seed;
      random = new Random(seed);
      world = new World(seed, 1, random.nextBoolean() ? LogBounds.DEFAULT : new LogBounds(2, 4));
      clerk = new Clerk(new Random(random.nextLong()));
      world.store.faults = origin -> fault(origin.writer());
      controller =
          new Controller<>(
              "clerk",
              clerk,
              OPTIONS,
              new Controller.Surroundings(
                  new StoreFeed(world.store, world.loop()),
                  world.store,
                  new SimpleMeterRegistry(),
                  new Random(random.nextLong()),
                  RunTracer.linking(new Random(random.nextLong())),
                  cause -> clerk.broken.add("ended: " + cause)));
    }

    private Fault fault(String writer) {
      if (!faults || !writer.startsWith("clerk")) {
        return Fault.NONE;
      }
      int draw = random.nextInt(100);
      return draw < 15
          ? Fault.CONFLICT
          : draw < 18
              ? Fault.BUSY
              : draw < 20 ? Fault.LOST : draw < 23 ? Fault.ANSWER_LOST : Fault.NONE;
    }

    void run() {
      somebodyWrites();
      controller.start(Duration.ofMinutes(2));
      for (int step = 0; step < 400; step++) {
        if (random.nextInt(3) == 0) {
          somebodyWrites();
        }
        if (random.nextBoolean()) {
          world.advance(Duration.ofMillis(random.nextInt(400)));
        } else {
          world.clock.step();
        }
        check(step);
      }
      faults = false;
      clerk.moody = false;
      world.advance(Duration.ofMinutes(5));
      check(-1);
      for (String id : IDS) {
        assertThat(clerk.needsWork(id)).as("%s needs work, seed %d", id, seed).isFalse();
      }
      assertThat(clerk.running).as("seed %d", seed).isEmpty();
    }

    /** On the loop, between two of its tasks, as everything is confined to it. */
    private void check(int step) {
      world
          .loop()
          .execute(
              () -> {
                for (String id : IDS) {
                  State state = controller.explainNow(id).state();
                  if (clerk.needsWork(id) && state == State.ABSENT) {
                    clerk.broken.add("%s is lost at step %d".formatted(id, step));
                  }
                  if (clerk.running.contains(id) && state != State.PROCESSING) {
                    clerk.broken.add("%s runs but is %s".formatted(id, state));
                  }
                }
              });
      if (random.nextBoolean()) {
        world.clock.runUntilIdle();
      }
      assertThat(clerk.broken).as("seed %d step %d", seed, step).isEmpty();
    }

    private void somebodyWrites() {
      String id = IDS.get(random.nextInt(IDS.size()));
      try {
        world.writeQuietly(tx -> write(tx, id));
      } catch (AssertionError storeIsUnsettled) {
        // Nobody can write then.
      }
    }

    private void write(Tx tx, String id) {
      boolean there = tx.get(Kinds.SERVICE, id).isPresent();
      List<Task> tasks = ReplicaKeeper.tasks(tx, id);
      switch (random.nextInt(6)) {
        case 0, 1 -> {
          Service service = World.service(id, random.nextInt(4));
          if (there) {
            Service old = tx.get(Kinds.SERVICE, id).orElseThrow();
            tx.update(Kinds.SERVICE, service.toBuilder().setMeta(old.getMeta()).build());
          } else {
            tx.create(Kinds.SERVICE, service);
          }
        }
        case 2 -> {
          if (there && random.nextInt(4) == 0) {
            tx.delete(Kinds.SERVICE, id);
          }
        }
        case 3 -> Clerk.setStatus(tx, id);
        case 4 -> tx.create(Kinds.TASK, World.task("stray" + random.nextInt(1 << 30), id));
        default -> {
          if (!tasks.isEmpty()) {
            tx.delete(Kinds.TASK, tasks.get(0).getId());
          }
        }
      }
    }
  }

  @ParameterizedTest(name = "seeds from {0}") // rt.C-4, rt.Q-2, rt.R-16, rt.R-17, rt.E-6
  @ValueSource(longs = {0, 5_000, 20_260_101})
  void whatNeedsWorkIsNeverNowhere(long firstSeed) {
    for (long seed = firstSeed; seed < firstSeed + SEEDS; seed++) {
      new History(seed).run();
    }
  }
}
