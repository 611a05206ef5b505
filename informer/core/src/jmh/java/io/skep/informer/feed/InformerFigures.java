package io.skep.informer.feed;

import io.skep.api.Task;
import io.skep.informer.Event;
import io.skep.informer.Informer;
import io.skep.informer.shared.SharedInformers;
import io.skep.store.Index;
import io.skep.store.kind.Kinds;
import io.skep.store.loop.VertxLoop;
import io.skep.store.memory.MemoryStore;
import io.skep.store.memory.MemoryStoreOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * What an informer of many tasks costs: the time until it is synced, the time that a fresh change
 * waits during a handler's first pass, the memory of three indexes next to the store's, and the
 * time from commits at a steady rate to a handler. Arguments: how many tasks, how many commits.
 */
public final class InformerFigures {
  private static final List<Index<Task, String>> INDEXES =
      List.of(
          Index.of("of node", Task::getNodeId),
          Index.of("of service", Task::getServiceId),
          Index.of("of slot", task -> Long.toString(task.getSlot())));

  private final MemoryStore store = new MemoryStore(MemoryStoreOptions.of(Kinds.ALL));

  /** Prints the figures. */
  public static void main(String[] args) throws Exception {
    new InformerFigures()
        .run(
            args.length > 0 ? Integer.parseInt(args[0]) : 100_000,
            args.length > 1 ? Integer.parseInt(args[1]) : 10_000);
  }

  private void run(int tasks, int commits) throws Exception {
    Vertx vertx = Vertx.vertx();
    long before = usedBytes();
    for (int from = 0; from < tasks; from += 200) {
      int first = from;
      store.update(
          tx -> {
            for (int i = first; i < Math.min(first + 200, tasks); i++) {
              tx.create(Kinds.TASK, task(i));
            }
          });
    }
    long stored = usedBytes();
    var feed = new StoreFeed(store, VertxLoop.on(vertx));
    Informer<Task> informer = new SharedInformers(feed).of(Kinds.TASK);
    long start = System.nanoTime();
    feed.start();
    await(informer.synced());
    print("synced, ms", start);
    start = System.nanoTime();
    for (Index<Task, String> index : INDEXES) {
      await(informer.addIndex(index));
    }
    print("three indexes, ms", start);
    long indexed = usedBytes();
    System.out.printf(
        "store %d MB, three indexes %.1f %% of it%n",
        (stored - before) >> 20, 100.0 * (indexed - stored) / (stored - before));
    firstPass(informer, VertxLoop.on(vertx));
    steady(informer, VertxLoop.on(vertx), commits);
    store.close();
    await(vertx.close());
  }

  /** How long a handler's own first pass keeps it from a change that comes meanwhile. */
  private void firstPass(Informer<Task> informer, VertxLoop loop) throws Exception {
    var heard = new CompletableFuture<Long>();
    var both = new CompletableFuture<Void>();
    loop.execute(
        () ->
            informer
                .addHandler(
                    event -> {
                      if (event instanceof Event.Updated<Task>) {
                        heard.complete(System.nanoTime());
                      }
                    })
                .onSuccess(first -> both.complete(null)));
    both.get(60, TimeUnit.SECONDS);
    long start = System.nanoTime();
    store.update(tx -> tx.update(Kinds.TASK, tx.get(Kinds.TASK, "t0000000").orElseThrow()));
    heard.get(60, TimeUnit.SECONDS);
    print("a change behind a handler's own first pass, ms", start);
  }

  private void steady(Informer<Task> informer, VertxLoop loop, int commits) throws Exception {
    long[] committed = new long[commits];
    long[] nanos = new long[commits];
    var last = new CompletableFuture<Void>();
    var added = new CompletableFuture<Void>();
    var quiet = new CompletableFuture<Void>();
    loop.execute(
        () ->
            informer
                .addHandler(
                    event -> {
                      if (event instanceof Event.Updated<Task> updated) {
                        int i = (int) updated.object().getSlot() - 1_000_000;
                        if (i >= 0) {
                          nanos[i] = System.nanoTime() - committed[i];
                          if (i == commits - 1) {
                            last.complete(null);
                          }
                        }
                      }
                    })
                .onSuccess(
                    registration -> {
                      added.complete(null);
                      registration.synced().onSuccess(done -> quiet.complete(null));
                    }));
    added.get(60, TimeUnit.SECONDS);
    quiet.get(60, TimeUnit.SECONDS);
    long next = System.nanoTime();
    for (int i = 0; i < commits; i++) {
      while (System.nanoTime() < next) {
        LockSupport.parkNanos(next - System.nanoTime());
      }
      next += 1_000_000;
      int number = i;
      committed[i] = System.nanoTime();
      store.update(
          tx ->
              tx.update(
                  Kinds.TASK,
                  tx.get(Kinds.TASK, "t%07d".formatted(number % 1_000)).orElseThrow().toBuilder()
                      .setSlot(1_000_000 + number)
                      .build()));
    }
    last.get(60, TimeUnit.SECONDS);
    Arrays.sort(nanos);
    System.out.printf(
        "commit to handler at 1,000 a second, µs: p50 %d, p99 %d%n",
        nanos[commits / 2] / 1_000, nanos[commits * 99 / 100] / 1_000);
  }

  private static Task task(int i) {
    return Task.newBuilder()
        .setId("t%07d".formatted(i))
        .setNodeId("n" + i % 1_000)
        .setServiceId("s" + i % 500)
        .setSlot(i % 100)
        .build();
  }

  private static void print(String what, long start) {
    System.out.printf("%s: %.2f%n", what, (System.nanoTime() - start) / 1e6);
  }

  private static long usedBytes() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  private static <R> R await(Future<R> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(120, TimeUnit.SECONDS);
  }
}
