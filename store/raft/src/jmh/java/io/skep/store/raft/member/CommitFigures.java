package io.skep.store.raft.member;

import io.skep.api.Annotations;
import io.skep.api.Node;
import io.skep.api.NodeSpec;
import io.skep.store.Store;
import io.skep.store.kind.Kinds;
import io.skep.store.memory.MemoryStoreOptions;
import io.skep.store.raft.RaftOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * How many transactions a second does a durable store commit, and how long does one take, at 1, 64
 * and 512 outstanding, alone and as one of three in this process? Each updates an object of about
 * 512 bytes. Arguments: seconds for each figure, and the directory to write to.
 */
public final class CommitFigures {
  private static final int[] OUTSTANDING = {1, 64, 512};
  private static final int OBJECTS = 1_024;
  private static final int MOST_SAMPLES = 4_000_000;
  private static final String TEXT = "x".repeat(450);

  private CommitFigures() {}

  /** Prints a line for each figure. */
  public static void main(String[] args) throws Exception {
    int seconds = args.length > 0 ? Integer.parseInt(args[0]) : 5;
    Path parent =
        args.length > 1 ? Path.of(args[1]) : Path.of(System.getProperty("java.io.tmpdir"));
    Path directory = Files.createTempDirectory(parent, "commit-figures");
    try {
      System.out.println("| members | outstanding | commits/s | p50 ms | p99 ms |");
      System.out.println("|---|---|---|---|---|");
      try (RaftMember alone =
          RaftMember.open(
              RaftOptions.alone(directory.resolve("alone")), MemoryStoreOptions.of(Kinds.ALL))) {
        DurableStoreTest.await(alone.ready());
        measure("1", alone.store(), seconds);
      }
      try (var cluster = new Cluster(directory.resolve("three"), 3, UnaryOperator.identity())) {
        measure("3", cluster.leader().store(), seconds);
      }
    } finally {
      delete(directory);
    }
    System.exit(0);
  }

  private static void measure(String members, Store store, int seconds)
      throws InterruptedException {
    DurableStoreTest.await(
        store.update(
            tx -> {
              for (int each = 0; each < OBJECTS; each++) {
                tx.create(Kinds.NODE, object(each, 0));
              }
            }));
    new Load(store, 64).run(seconds); // Warms up.
    for (int outstanding : OUTSTANDING) {
      long[] nanos = new Load(store, outstanding).run(seconds);
      System.out.printf(
          "| %s | %d | %,d | %.2f | %.2f |%n",
          members,
          outstanding,
          nanos.length / seconds,
          at(nanos, 0.5) / 1e6,
          at(nanos, 0.99) / 1e6);
    }
  }

  private static long at(long[] sorted, double share) {
    return sorted[(int) (share * (sorted.length - 1))];
  }

  private static Node object(int number, long change) {
    return Node.newBuilder()
        .setId("node-" + number)
        .setSpec(
            NodeSpec.newBuilder()
                .setAnnotations(
                    Annotations.newBuilder()
                        .setName("node-" + number)
                        .putLabels("text", TEXT)
                        .putLabels("change", Long.toString(change))))
        .build();
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path file : (Iterable<Path>) all.sorted(Comparator.reverseOrder())::iterator) {
        Files.delete(file);
      }
    }
  }

  /** So many writers, of which each waits for its commit before it writes again. */
  private static final class Load {
    private final Store store;
    private final int writers;
    private final long[] nanos = new long[MOST_SAMPLES];
    private final AtomicInteger done = new AtomicInteger();
    private final CountDownLatch stopped;
    private volatile boolean stopping;

    Load(Store store, int writers) {
      this.store = store;
      this.writers = writers;
      stopped = new CountDownLatch(writers);
    }

    long[] run(int seconds) throws InterruptedException {
      for (int writer = 0; writer < writers; writer++) {
        write(writer);
      }
      Thread.sleep(seconds * 1_000L);
      stopping = true;
      int count = Math.min(done.get(), MOST_SAMPLES);
      stopped.await();
      long[] sorted = Arrays.copyOf(nanos, count);
      Arrays.sort(sorted);
      return sorted;
    }

    private void write(int writer) {
      if (stopping) {
        stopped.countDown();
        return;
      }
      long start = System.nanoTime();
      store
          .update(
              tx -> {
                int number = writer % OBJECTS;
                Node before = tx.get(Kinds.NODE, "node-" + number).orElseThrow();
                tx.update(
                    Kinds.NODE,
                    object(number, start).toBuilder().setMeta(before.getMeta()).build());
              })
          .onComplete(
              written -> {
                if (written.failed()) {
                  written.cause().printStackTrace();
                  Runtime.getRuntime().halt(1);
                }
                int at = done.getAndIncrement();
                if (at < MOST_SAMPLES) {
                  nanos[at] = System.nanoTime() - start;
                }
                write(writer);
              });
    }
  }
}
