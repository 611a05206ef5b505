package io.skep.scheduler.figures;

import io.skep.api.Task;
import io.skep.api.TaskState;
import io.skep.controller.runtime.StoreManager;
import io.skep.scheduler.figures.Shape.Form;
import io.skep.scheduler.reconciler.Scheduler;
import io.skep.store.Interest;
import io.skep.store.Specifier;
import io.skep.store.Watcher;
import io.skep.store.kind.Kinds;
import io.skep.store.loop.VertxLoop;
import io.skep.store.memory.MemoryStore;
import io.skep.store.memory.MemoryStoreOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Arrays;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * What one more task costs on clusters of more and more nodes, once tasks like it have been seen: a
 * task of a service that runs is created, and the time is taken until its assignment is seen. The
 * scheduler has nothing else to do. Argument: how many tasks for each size.
 */
public final class Curve {
  private static final int[] NODES = {1_000, 3_000, 10_000, 30_000, 100_000};
  private static final int TIMEOUT_SECONDS = 120;

  private final LinkedBlockingQueue<Long> assigned = new LinkedBlockingQueue<>();
  private final int tasks;

  private Curve(int tasks) {
    this.tasks = tasks;
  }

  /** Prints a row for each size. */
  public static void main(String... arguments) throws Exception {
    int tasks = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 2_000;
    System.out.println("| nodes | commit to assignment, µs: p50 | p99 |");
    System.out.println("|---|---|---|");
    new Curve(tasks).measure(1_000); // Warms up.
    for (int nodes : NODES) {
      long[] nanos = new Curve(tasks).measure(nodes);
      System.out.printf(
          "| %,d | %,d | %,d |%n",
          nodes, nanos[tasks / 2] / 1_000, nanos[tasks * 99 / 100] / 1_000);
    }
  }

  private long[] measure(int nodes) throws Exception {
    Vertx vertx = Vertx.vertx();
    MemoryStore store = new MemoryStore(MemoryStoreOptions.of(Kinds.ALL));
    StoreManager manager = StoreManager.on(VertxLoop.on(vertx), store);
    manager.add("scheduler", new Scheduler());
    await(manager.start());
    VertxLoop loop = VertxLoop.on(vertx);
    loop.execute(() -> follow(store.watch(loop, Interest.of(Specifier.of(Kinds.TASK)))));
    await(store.update(new Shape(nodes, 1, Form.service)::create));
    next();
    Task like = store.view().get(Kinds.TASK, "task0").orElseThrow();
    var nanos = new long[tasks];
    for (int i = 0; i < tasks; i++) {
      Task task =
          like.toBuilder()
              .setId("more" + i)
              .clearNodeId()
              .setStatus(like.getStatus().toBuilder().setState(TaskState.PENDING))
              .build();
      long begin = System.nanoTime();
      await(store.update(tx -> tx.create(Kinds.TASK, task)));
      nanos[i] = next() - begin;
    }
    await(manager.stop());
    store.close();
    await(vertx.close());
    Arrays.sort(nanos);
    return nanos;
  }

  private long next() throws InterruptedException {
    Long at = assigned.poll(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    if (at == null) {
      throw new IllegalStateException("nothing was placed for " + TIMEOUT_SECONDS + " s");
    }
    return at;
  }

  private void follow(Watcher watcher) {
    watcher.onReady(() -> read(watcher));
    read(watcher);
  }

  private void read(Watcher watcher) {
    while (watcher.next() instanceof Watcher.Next.Delivered delivered) {
      boolean isAssignment =
          delivered.commit().changes().stream()
              .flatMap(change -> change.after().stream())
              .anyMatch(object -> object instanceof Task task && !task.getNodeId().isEmpty());
      if (isAssignment) {
        assigned.offer(System.nanoTime());
      }
    }
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.MINUTES);
  }
}
