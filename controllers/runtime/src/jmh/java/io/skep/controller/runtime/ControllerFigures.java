package io.skep.controller.runtime;

import io.skep.api.Task;
import io.skep.controller.Reconciler;
import io.skep.controller.Result;
import io.skep.controller.Run;
import io.skep.controller.Sources;
import io.skep.store.kind.Kinds;
import io.skep.store.loop.VertxLoop;
import io.skep.store.memory.MemoryStore;
import io.skep.store.memory.MemoryStoreOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * What a controller of many tasks does: the time until its runs begin, the time that a fresh change
 * waits while the first look at all objects goes on, and the time from commits at a steady rate to
 * the runs that they bring about. Arguments: how many tasks, how many timed commits, how many
 * before these, at the same rate.
 */
public final class ControllerFigures {
  /** Marks the commits that are timed. */
  private static final int TIMED = 1_000_000;

  private final MemoryStore store = new MemoryStore(MemoryStoreOptions.of(Kinds.ALL));
  private final int tasks;
  private final int commits;
  private final int warmUp;
  private final long[] committedNanos;
  private final long[] tookNanos;
  private final CompletableFuture<Long> firstRun = new CompletableFuture<>();
  private final CompletableFuture<Long> freshRun = new CompletableFuture<>();
  private final CompletableFuture<Long> firstPass = new CompletableFuture<>();
  private final CompletableFuture<Void> last = new CompletableFuture<>();
  private int runs;
  private volatile int runsBeforeFresh;

  private ControllerFigures(int tasks, int commits, int warmUp) {
    this.tasks = tasks;
    this.commits = commits;
    this.warmUp = warmUp;
    committedNanos = new long[warmUp + commits];
    tookNanos = new long[warmUp + commits];
  }

  /** Prints the figures. */
  public static void main(String[] args) throws Exception {
    new ControllerFigures(
            args.length > 0 ? Integer.parseInt(args[0]) : 100_000,
            args.length > 1 ? Integer.parseInt(args[1]) : 10_000,
            args.length > 2 ? Integer.parseInt(args[2]) : 10_000)
        .measure();
  }

  private final class Clerk implements Reconciler<Task> {
    @Override
    public void declare(Sources<Task> on) {
      on.primary(Kinds.TASK);
    }

    @Override
    public Future<Result> reconcile(Run<Task> run) {
      long now = System.nanoTime();
      int slot = (int) run.object().orElseThrow().getSlot();
      if (runs++ == 0) {
        firstRun.complete(now);
      }
      if (slot == TIMED - 1 && !freshRun.isDone()) {
        runsBeforeFresh = runs;
        freshRun.complete(now);
      } else if (slot >= TIMED) {
        tookNanos[slot - TIMED] = now - committedNanos[slot - TIMED];
        if (slot == TIMED + warmUp + commits - 1) {
          last.complete(null);
        }
      }
      if (runs == tasks) {
        firstPass.complete(now);
      }
      return run.done();
    }
  }

  private void measure() throws Exception {
    for (int from = 0; from < tasks; from += 200) {
      int first = from;
      store.update(
          tx -> {
            for (int i = first; i < Math.min(first + 200, tasks); i++) {
              tx.create(Kinds.TASK, Task.newBuilder().setId(id(i)).setServiceId("s").build());
            }
          });
    }
    Vertx vertx = Vertx.vertx();
    StoreManager manager = StoreManager.on(VertxLoop.on(vertx), store);
    manager.add("clerk", new Clerk());
    long start = System.nanoTime();
    manager.start();
    print("start to first run, ms", get(firstRun) - start);
    long changed = System.nanoTime();
    set(tasks - 1, TIMED - 1);
    print("a fresh change during the first pass, ms", get(freshRun) - changed);
    System.out.printf("  it came as run %d of %d%n", runsBeforeFresh, tasks);
    print("start to the end of the first pass, ms", get(firstPass) - start);
    steady();
    manager.stop().toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    store.close();
    vertx.close().toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
  }

  private void steady() throws Exception {
    long next = System.nanoTime();
    for (int i = 0; i < warmUp + commits; i++) {
      while (System.nanoTime() < next) {
        LockSupport.parkNanos(next - System.nanoTime());
      }
      next += Duration.ofMillis(1).toNanos();
      committedNanos[i] = System.nanoTime();
      set(i % 1_000, TIMED + i);
    }
    get(last);
    long[] sorted = Arrays.copyOfRange(tookNanos, warmUp, warmUp + commits);
    Arrays.sort(sorted);
    System.out.printf(
        "commit to the start of its run at 1,000 a second, µs: p50 %d, p99 %d%n",
        sorted[commits / 2] / 1_000, sorted[commits * 99 / 100] / 1_000);
  }

  private void set(int task, int slot) {
    store.update(
        tx ->
            tx.update(
                Kinds.TASK,
                tx.get(Kinds.TASK, id(task)).orElseThrow().toBuilder().setSlot(slot).build()));
  }

  private static String id(int i) {
    return "t%07d".formatted(i);
  }

  private static <T> T get(CompletableFuture<T> future) throws Exception {
    return future.get(120, TimeUnit.SECONDS);
  }

  private static void print(String what, long nanos) {
    System.out.printf("%s: %.2f%n", what, nanos / 1e6);
  }
}
