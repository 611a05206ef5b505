package io.skep.store.memory;

import io.skep.api.Node;
import io.skep.store.StoreException;
import io.skep.store.kind.Kinds;
import io.skep.store.replication.Proposer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How many commits a second go through a replicated log that takes a while to commit an entry, to a
 * leader and two followers in this process? There are always twice as many writes as may be under
 * way, so the log never waits for one.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@State(Scope.Benchmark)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xms2g", "-Xmx2g", "-XX:+AlwaysPreTouch"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ReplicationBenchmark {
  private static final int SIZE = 1_000;
  private static final int FOLLOWERS = 2;
  private static final int MOST_BYTES = 64 << 20;

  /** How long the log takes for an entry. */
  @Param({"1", "10"})
  public int latencyMillis;

  /** How many entries may be under way; 1 is a store that waits for each commit. */
  @Param({"1", "1024"})
  public int entries;

  private final List<Node> nodes = new Population().namedNodes(SIZE);
  private DelayedLog log;
  private MemoryStore leader;
  private Semaphore writes;
  private int at;
  private volatile Throwable failure;

  /** Fills the replicas. */
  @Setup
  public void open() throws InterruptedException {
    writes = new Semaphore(2 * entries);
    log =
        new DelayedLog(Duration.ofMillis(latencyMillis), new Proposer.Limits(entries, MOST_BYTES));
    DelayedLog.Member member = log.join();
    leader = new MemoryStore(Population.options().withProposer(member));
    for (int i = 0; i < FOLLOWERS; i++) {
      new MemoryStore(Population.options().withProposer(log.join()));
    }
    member.lead();
    fill();
  }

  private void fill() throws InterruptedException {
    while (true) {
      try {
        leader.update(tx -> nodes.forEach(node -> tx.create(Kinds.NODE, node))).await();
        return;
      } catch (StoreException e) {
        Thread.sleep(latencyMillis); // It does not lead yet.
      }
    }
  }

  /** Lets go of the replicas. */
  @TearDown
  public void close() {
    leader.close();
    log.close();
  }

  /** One update. */
  @Benchmark
  public void commit() throws InterruptedException {
    writes.acquire();
    String id = nodes.get(at).getId();
    at = at + 1 == SIZE ? 0 : at + 1;
    leader
        .update(
            tx -> {
              Node read = tx.get(Kinds.NODE, id).orElseThrow();
              tx.update(
                  Kinds.NODE, Population.namedNode(id, "name").setMeta(read.getMeta()).build());
            })
        .onFailure(cause -> failure = cause)
        .onComplete(done -> writes.release());
    if (failure != null) {
      throw new IllegalStateException("a commit failed, so this measures something else", failure);
    }
  }
}
