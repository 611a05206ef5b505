package io.skep.store.memory;

import io.skep.api.Node;
import io.skep.store.Interest;
import io.skep.store.Specifier;
import io.skep.store.Watcher;
import io.skep.store.kind.Kinds;
import io.skep.store.loop.Loop;
import io.skep.store.loop.VirtualClock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a commit costs its writer while many watch, and what it costs until all watchers have
 * consumed it. All on one thread, so the second is the whole work of everybody and no waiting.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Benchmark)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class WatchBenchmark {
  /** How many commits are made before watchers read; well within the log. */
  private static final int COMMITS = 256;

  /** How many watch. */
  @Param({"0", "10", "100", "1000", "10000"})
  public int watchers;

  /**
   * What they watch. {@code half}: half of them all nodes, of which one is changed, the others all
   * tasks. {@code one}: each another node by its id, so that the change concerns one of them.
   */
  @Param({"half", "one"})
  public String interest;

  private final List<Watcher> open = new ArrayList<>();
  private VirtualClock time;
  private MemoryStore store;
  private long delivered;

  /**
   * Opens a store and its watchers: for each iteration anew, as those of {@link #publish} fall out
   * of the log.
   */
  @Setup(Level.Iteration)
  public void open() {
    time = new VirtualClock(1);
    store = new MemoryStore(MemoryStoreOptions.of(Kinds.ALL));
    store.update(tx -> tx.create(Kinds.NODE, Node.newBuilder().setId("node0").build()));
    Loop loop = time.loop("watchers");
    for (int i = 0; i < watchers; i++) {
      Watcher watcher = store.watch(loop, interestOf(i));
      watcher.onReady(() -> drain(watcher));
      open.add(watcher);
    }
    time.runUntilIdle();
  }

  /** Closes what was opened. */
  @TearDown(Level.Iteration)
  public void close() {
    open.forEach(Watcher::close);
    open.clear();
    store.close();
  }

  private Interest interestOf(int i) {
    return switch (interest) {
      case "half" -> Interest.in(List.of(i % 2 == 0 ? Kinds.NODE : Kinds.TASK));
      case "one" -> Interest.of(Specifier.of(Kinds.NODE).id("node" + i));
      default -> throw new IllegalArgumentException(interest);
    };
  }

  private void drain(Watcher watcher) {
    while (watcher.next() instanceof Watcher.Next.Delivered) {
      delivered++;
    }
  }

  private void commit() {
    store.update(tx -> tx.update(Kinds.NODE, tx.get(Kinds.NODE, "node0").orElseThrow()));
  }

  /** A commit alone: nobody reads, and the log turns over. */
  @Benchmark
  public long publish() {
    commit();
    return store.view().version().index();
  }

  /** A commit, until every watcher that it concerns has read it. */
  @Benchmark
  public long publishUntilConsumed() {
    commit();
    time.runUntilIdle();
    return delivered;
  }

  /** The same, each of 256 commits that are read together, as by watchers that lag a little. */
  @Benchmark
  @OperationsPerInvocation(COMMITS)
  public long publishManyUntilConsumed() {
    for (int i = 0; i < COMMITS; i++) {
      commit();
    }
    time.runUntilIdle();
    return delivered;
  }
}
