package io.skep.store.memory;

import io.skep.api.v1.LogEntry;
import io.skep.store.Version;
import io.skep.store.replication.Proposer;
import io.skep.store.replication.Replica;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A log with a thread of its own and one member, which leads. It refuses some proposals and loses
 * the answers to some, entries without answers among them.
 */
final class ThreadedLog implements Proposer, AutoCloseable {
  private final ExecutorService thread = Executors.newSingleThreadExecutor();
  private final Random random;
  private final int failuresInThousand;
  private final Limits limits;
  private Replica replica;

  ThreadedLog(long seed, int failuresInThousand, Limits limits) {
    this.random = new Random(seed);
    this.failuresInThousand = failuresInThousand;
    this.limits = limits;
  }

  void lead() {
    thread.execute(() -> replica.leading(1, Version.ZERO));
  }

  @Override
  public void bind(Replica bound) {
    replica = bound;
  }

  @Override
  public String historyId() {
    return "threaded";
  }

  @Override
  public void propose(LogEntry entry) {
    thread.execute(() -> arrive(entry));
  }

  private void arrive(LogEntry entry) {
    var version = new Version(entry.getVersion());
    int fate = random.nextInt(1_000);
    if (fate >= failuresInThousand) {
      replica.committed(entry);
    } else if (fate % 3 == 0) {
      replica.refused(version, "the log did not take it");
    } else {
      replica.outcomeUnknown(version, "no answer");
      if (fate % 3 == 1) {
        replica.committed(entry);
      }
    }
  }

  @Override
  public Limits limits() {
    return limits;
  }

  @Override
  public void close() {
    thread.shutdown();
  }
}
