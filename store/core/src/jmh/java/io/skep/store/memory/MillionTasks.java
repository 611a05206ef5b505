package io.skep.store.memory;

import io.skep.api.StoreSnapshot;
import io.skep.api.Task;
import io.skep.store.Interest;
import io.skep.store.kind.Kinds;
import io.skep.store.loop.VirtualClock;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * What does a store of a million tasks take: heap with all indexes, time to save and to restore,
 * time to take a snapshot and to watch from there, and pauses while it is written to? Prints a
 * table. To be run with a heap of 6 GB or more.
 */
public final class MillionTasks {
  private static final int COUNT = 1_000_000;
  private static final int IN_A_TRANSACTION = 10_000;
  private static final int FORKS = 100_000;
  private static final int WRITES = 2_000_000;

  private MillionTasks() {}

  /** Measures, and prints. */
  public static void main(String... arguments) {
    System.out.println("| of 1,000,000 tasks | |%n|---|---|".formatted());
    long empty = usedHeap();
    List<Task> tasks = new Population().tasks(COUNT);
    long messages = usedHeap() - empty;
    MemoryStore store = filled(tasks);
    String[] ids = tasks.stream().map(Task::getId).toArray(String[]::new);
    tasks = null;
    long stored =
        usedHeap() - empty - 4L * COUNT; // The ids are the tasks' own, but for their array.
    row("heap a task, B", stored / COUNT);
    row("of which its message, before it is stored, B", messages / COUNT);
    save(store);
    fork(store);
    write(store, ids);
  }

  private static MemoryStore filled(List<Task> tasks) {
    MemoryStore store = Population.store();
    for (int from = 0; from < COUNT; from += IN_A_TRANSACTION) {
      List<Task> some = tasks.subList(from, from + IN_A_TRANSACTION);
      store.update(tx -> some.forEach(task -> tx.create(Kinds.TASK, task))).await();
    }
    return store;
  }

  private static void save(MemoryStore store) {
    StoreSnapshot[] snapshot = new StoreSnapshot[1];
    row("save, ms", millis(() -> snapshot[0] = store.save(store.view())));
    MemoryStore other = Population.store();
    row("restore into an empty store, ms", millis(() -> other.restore(snapshot[0]).await()));
    other.close();
  }

  private static void fork(MemoryStore store) {
    var time = new VirtualClock(1);
    var loop = time.loop("watcher");
    var interest = Interest.in(List.of(Kinds.TASK));
    for (int round = 1; round <= 3; round++) {
      row("fork, ns, round " + round, nanos(FORKS, store::view));
      row(
          "view and watch, and close, ns",
          nanos(
              FORKS,
              () -> {
                var watcher = store.viewAndWatch(loop, interest, view -> {});
                watcher.close();
                time.runUntilIdle(); // What opening and closing leave to the loop.
                return watcher;
              }));
    }
  }

  private static void write(MemoryStore store, String[] ids) {
    long paused = pausedMillis();
    long millis =
        millis(
            () -> {
              for (int i = 0; i < WRITES; i++) {
                String id = ids[i % COUNT];
                store.update(tx -> TransactionBenchmark.changeState(tx, id)).await();
              }
              return null;
            });
    row("status transaction, ns", millis * 1e6 / WRITES);
    row("of which paused for the collector, %", 100.0 * (pausedMillis() - paused) / millis);
  }

  private static long pausedMillis() {
    return ManagementFactory.getGarbageCollectorMXBeans().stream()
        .mapToLong(GarbageCollectorMXBean::getCollectionTime)
        .sum();
  }

  private static long usedHeap() {
    System.gc();
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  private static long millis(Supplier<?> work) {
    return Math.round(nanos(1, work) / 1e6);
  }

  private static double nanos(int times, Supplier<?> work) {
    Object kept = null;
    long start = System.nanoTime();
    for (int i = 0; i < times; i++) {
      kept = work.get();
    }
    long took = System.nanoTime() - start;
    return kept == MillionTasks.class ? 0 : (double) took / times;
  }

  private static void row(String what, double figure) {
    System.out.println(String.format(Locale.ROOT, "| %s | %,.1f |", what, figure));
  }
}
