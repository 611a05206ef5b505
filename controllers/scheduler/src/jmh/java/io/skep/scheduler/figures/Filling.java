package io.skep.scheduler.figures;

import io.skep.api.Task;
import io.skep.api.TaskState;
import io.skep.controller.runtime.StoreManager;
import io.skep.scheduler.reconciler.Scheduler;
import io.skep.store.By;
import io.skep.store.Change;
import io.skep.store.Commit;
import io.skep.store.Interest;
import io.skep.store.Specifier;
import io.skep.store.Watcher;
import io.skep.store.changelog.LogBounds;
import io.skep.store.kind.Kinds;
import io.skep.store.loop.VertxLoop;
import io.skep.store.memory.MemoryStore;
import io.skep.store.memory.MemoryStoreOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Fills one cluster: a running scheduler on an empty store, then one transaction with all nodes and
 * tasks. Timed from the end of that transaction's body until a watcher has seen as many updates of
 * tasks as there are tasks.
 */
final class Filling {
  private final CompletableFuture<Long> done = new CompletableFuture<>();
  private final Shape shape;
  private int updates;

  private Filling(Shape shape) {
    this.shape = shape;
  }

  /** Fills once; returns the nanoseconds it took. */
  static long nanos(Shape shape) throws Exception {
    return new Filling(shape).run();
  }

  private long run() throws Exception {
    Vertx vertx = Vertx.vertx();
    MemoryStore store = new MemoryStore(options());
    StoreManager manager = StoreManager.on(VertxLoop.on(vertx), store);
    manager.add("scheduler", new Scheduler());
    await(manager.start());
    VertxLoop loop = VertxLoop.on(vertx);
    loop.execute(() -> count(store.watch(loop, Interest.of(Specifier.of(Kinds.TASK)))));
    long[] begin = new long[1];
    await(
        store.update(
            tx -> {
              shape.create(tx);
              begin[0] = System.nanoTime();
            }));
    long end = done.get(30, TimeUnit.MINUTES);
    check(store);
    await(manager.stop());
    store.close();
    await(vertx.close());
    return end - begin[0];
  }

  /** The peer's queue of events has no bound; a log of this length holds what it would. */
  private MemoryStoreOptions options() {
    return MemoryStoreOptions.of(Kinds.ALL)
        .withLog(new LogBounds(1 << 20, 4 * (shape.tasks() + shape.nodes()), 8L << 30));
  }

  private void count(Watcher watcher) {
    watcher.onReady(() -> read(watcher));
    read(watcher);
  }

  private void read(Watcher watcher) {
    for (Watcher.Next next = watcher.next(); ; next = watcher.next()) {
      if (next instanceof Watcher.Next.Delivered delivered) {
        count(delivered.commit());
      } else if (next instanceof Watcher.Next.Compacted lost) {
        done.completeExceptionally(new IllegalStateException(lost.details()));
        return;
      } else {
        return;
      }
    }
  }

  private void count(Commit commit) {
    for (Change<?> change : commit.changes()) {
      updates += change instanceof Change.Updated ? 1 : 0;
    }
    if (updates >= shape.tasks()) {
      done.complete(System.nanoTime());
    }
  }

  /** CT-63: every task is placed, evenly on the nodes that may take it. */
  private void check(MemoryStore store) {
    Map<String, Integer> tasks = new HashMap<>();
    for (Task task : store.view().find(Kinds.TASK, By.all())) {
      if (task.getStatus().getState() != TaskState.ASSIGNED) {
        throw new IllegalStateException("not placed: " + task);
      }
      tasks.merge(task.getNodeId(), 1, Integer::sum);
    }
    int eligible = 0;
    int fewest = Integer.MAX_VALUE;
    int most = 0;
    for (int i = 0; i < shape.nodes(); i++) {
      int here = tasks.getOrDefault(Shape.nodeId(i), 0);
      if (shape.mayTake(i)) {
        eligible++;
        fewest = Math.min(fewest, here);
        most = Math.max(most, here);
      } else if (here > 0) {
        throw new IllegalStateException("node " + i + " may take no task but has " + here);
      }
    }
    if (most - fewest > 1) {
      throw new IllegalStateException(
          "uneven on %d nodes: from %d to %d tasks".formatted(eligible, fewest, most));
    }
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.MINUTES);
  }
}
