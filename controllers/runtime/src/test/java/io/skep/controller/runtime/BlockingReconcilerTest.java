package io.skep.controller.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.api.Service;
import io.skep.controller.BlockingReconciler;
import io.skep.controller.ControllerOptions;
import io.skep.controller.Result;
import io.skep.controller.Run;
import io.skep.controller.Sources;
import io.skep.store.kind.Kinds;
import io.skep.store.loop.Clock;
import io.skep.store.loop.Loop;
import io.skep.store.loop.VertxLoop;
import io.skep.store.loop.VirtualClock;
import io.skep.store.memory.MemoryStore;
import io.skep.store.memory.MemoryStoreOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Reconcilers that may block, and those that must not and do. */
class BlockingReconcilerTest {
  private static final int SERVICES = 20;
  private static final int TOUCHES = 200;

  /** Counts, with a transaction that it waits for. */
  private static final class Counting implements BlockingReconciler<Service> {
    final Set<String> running = ConcurrentHashMap.newKeySet();
    final AtomicInteger broken = new AtomicInteger();
    final AtomicInteger runs = new AtomicInteger();

    @Override
    public void declare(Sources<Service> on) {
      on.primary(Kinds.SERVICE);
    }

    @Override
    public Result reconcile(Run<Service> run) {
      if (!running.add(run.id()) || Loop.current().isPresent()) {
        broken.incrementAndGet();
      }
      try {
        Result result =
            BlockingReconciler.await(
                run.commit(
                    tx -> {
                      String id = run.id() + "/" + runs.incrementAndGet();
                      tx.create(Kinds.TASK, World.task(id, run.id()));
                    }));
        if (runs.get() % 7 == 0) {
          throw new IllegalStateException("every seventh fails after its write");
        }
        return result;
      } finally {
        running.remove(run.id());
      }
    }
  }

  @Test // rt.C-5: runs are where the executor puts them, and the key stays with them
  void aRunTakesAThreadOfTheExecutorAndItsKeyMeanwhile() {
    World world = new World();
    world.create(World.service("web"));
    var threads = new ArrayDeque<Runnable>();
    var counting = new Counting();
    world.manager.add("blocking", counting.on(threads::add));
    world.start();
    world.stir("web");
    assertThat(threads).as("one at a time").hasSize(1);
    assertThat(counting.runs).hasValue(0);
    assertThat(world.meters.get("skep.queue.processing").gauge().value()).isEqualTo(1);
  }

  @Test // rt.C-5, rt.R-10
  void aRunThatTheExecutorRefusesHasFailedAndIsTriedAgain() {
    World world = new World();
    world.create(World.service("web"));
    var asked = new AtomicInteger();
    world.manager.add(
        "blocking",
        new Counting()
            .on(
                task -> {
                  asked.incrementAndGet();
                  throw new RejectedExecutionException("full");
                }));
    world.start();
    world.advance(Duration.ofSeconds(2));

    assertThat(asked).hasValueGreaterThan(1);
    double failed =
        world.meters.get("skep.controller.runs").tag("result", "failed").counter().count();
    assertThat(2 * failed)
        .as("each was refused for the run and for its hook")
        .isEqualTo(asked.get());
  }

  @Test // rt.C-5: what is thrown, a failed commit included, is what it was
  void awaitThrowsWhatTheFutureFailedWith() {
    var no = new IllegalStateException("no");

    assertThatThrownBy(() -> BlockingReconciler.await(Future.failedFuture(no))).isSameAs(no);
    assertThat(BlockingReconciler.await(Future.succeededFuture(7))).isEqualTo(7);
  }

  @Test // rt.C-5
  void awaitOnALoopIsRefusedRatherThanStuck() {
    World world = new World();
    Promise<Throwable> refused = Promise.promise();
    world
        .loop()
        .execute(
            () -> {
              try {
                BlockingReconciler.await(Promise.promise().future());
              } catch (IllegalStateException e) {
                refused.complete(e);
              }
            });
    world.clock.runUntilIdle();

    assertThat(refused.future().result()).hasMessageContaining("must not block");
  }

  /** A loop on which a task can take time. */
  private static final class SlowLoop implements Loop {
    private final Loop loop;
    private final Clock clock;
    private Duration lost = Duration.ZERO;

    SlowLoop(VirtualClock virtual) {
      loop = virtual.loop("slow");
      clock =
          new Clock() {
            @Override
            public Instant instant() {
              return virtual.instant().plus(lost);
            }

            @Override
            public long nanoTime() {
              return virtual.nanoTime() + lost.toNanos();
            }
          };
    }

    void block(Duration duration) {
      lost = lost.plus(duration);
    }

    @Override
    public Clock clock() {
      return clock;
    }

    @Override
    public void execute(Runnable task) {
      loop.execute(task);
    }

    @Override
    public Timer after(Duration delay, Runnable task) {
      return loop.after(delay, task);
    }

    @Override
    public boolean isCurrent() {
      return loop.isCurrent();
    }
  }

  @Test // rt.C-5
  void aRunThatKeepsItsLoopForMoreThanATenthOfASecondIsReported() {
    World world = new World();
    var slow = new SlowLoop(world.clock);
    var manager =
        StoreManager.on(
            List.of(slow), world.store, ManagerOptions.DEFAULT.withMeters(world.meters));
    Script<Service> script =
        Script.onServices()
            .then(
                run -> {
                  slow.block(Duration.ofMillis(100));
                  return run.done();
                })
            .then(
                run -> {
                  slow.block(Duration.ofMillis(101));
                  return run.done();
                });
    world.create(World.service("web"));
    manager.add("test", script, ControllerOptions.DEFAULT);
    manager.start();
    world.clock.runUntilIdle();
    assertThat(blocked(world)).isZero();

    world.stir("web");

    assertThat(script.runs).hasSize(2);
    assertThat(blocked(world)).isEqualTo(1);
  }

  private static double blocked(World world) {
    return world.meters.get("skep.controller.loop.blocked").counter().count();
  }

  /** On real threads. */
  @ExtendWith(VertxExtension.class)
  static class OnThreads {
    @Test // rt.C-5, rt.Q-2
    void onRealThreadsKeysStayExclusiveAndEveryWriteIsThere(Vertx vertx) throws Exception {
      ExecutorService threads = Executors.newFixedThreadPool(8);
      var store = new MemoryStore(MemoryStoreOptions.of(Kinds.ALL));
      var counting = new Counting();
      var manager = StoreManager.on(VertxLoop.on(vertx), store);
      manager.add("blocking", counting.on(threads));
      await(manager.start());
      for (int i = 0; i < SERVICES; i++) {
        String id = "s" + i;
        await(store.update(tx -> tx.create(Kinds.SERVICE, World.service(id))));
      }
      for (int i = 0; i < TOUCHES; i++) {
        String id = "s" + i % SERVICES;
        await(
            store.update(tx -> tx.update(Kinds.SERVICE, tx.get(Kinds.SERVICE, id).orElseThrow())));
      }
      await(manager.stop());
      threads.shutdown();
      assertThat(threads.awaitTermination(2, TimeUnit.MINUTES)).isTrue();

      assertThat(counting.broken).hasValue(0);
      assertThat(counting.runs).hasValueGreaterThan(0);
      assertThat(store.view().count(Kinds.TASK)).isEqualTo(counting.runs.get());
    }

    private static <R> R await(Future<R> future) throws Exception {
      var done = new CountDownLatch(1);
      future.onComplete(ended -> done.countDown());
      assertThat(done.await(2, TimeUnit.MINUTES)).isTrue();
      return future.result();
    }
  }
}
