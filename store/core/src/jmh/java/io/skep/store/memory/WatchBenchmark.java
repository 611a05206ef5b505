package io.skep.store.memory;

import io.skep.api.Node;
import io.skep.store.Interest;
import io.skep.store.Watcher;
import io.skep.store.kind.Kinds;
import io.skep.store.loop.Loop;
import io.skep.store.loop.VirtualClock;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a commit costs with watchers, and what it costs until all of them have it; half of them are
 * interested in another kind. All on one thread, so the second figure is the whole work and no
 * waiting.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Benchmark)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class WatchBenchmark {
  /** How many watch. */
  @Param({"0", "100", "10000"})
  public int watchers;

  private VirtualClock time;
  private MemoryStore store;
  private long delivered;

  /** Opens a store and its watchers. */
  @Setup(Level.Trial)
  public void open() {
    time = new VirtualClock(1);
    store = new MemoryStore(MemoryStoreOptions.of(Kinds.ALL));
    store.update(tx -> tx.create(Kinds.NODE, Node.newBuilder().setId("node").build()));
    Loop loop = time.loop("watchers");
    for (int i = 0; i < watchers; i++) {
      var interest = Interest.in(List.of(i % 2 == 0 ? Kinds.NODE : Kinds.TASK));
      Watcher watcher = store.watch(loop, interest);
      watcher.onReady(() -> drain(watcher));
    }
    time.runUntilIdle();
  }

  private void drain(Watcher watcher) {
    while (watcher.next() instanceof Watcher.Next.Delivered) {
      delivered++;
    }
  }

  private void commit() {
    store.update(tx -> tx.update(Kinds.NODE, tx.get(Kinds.NODE, "node").orElseThrow()));
  }

  /** A commit, and every watcher that it concerns has read it. */
  @Benchmark
  public long publishAndDeliver() {
    commit();
    time.runUntilIdle();
    return delivered;
  }

  /** A commit alone; the watchers find out every thousandth time. */
  @Benchmark
  public long publish() {
    commit();
    if (store.view().version().index() % 1000 == 0) {
      time.runUntilIdle();
    }
    return delivered;
  }
}
