package io.skep.store.memory;

import io.skep.api.v1.LogEntry;
import io.skep.store.Version;
import io.skep.store.replication.Proposer;
import io.skep.store.replication.Replica;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A log that does nothing by itself: the test gives the answers. */
final class ManualLog implements Proposer {
  private final List<LogEntry> proposed = new CopyOnWriteArrayList<>();
  private Replica replica;

  /** Makes its store the leader of {@code epoch}, with its barrier committed. */
  void lead(long epoch) {
    replica.leading(epoch, Version.ZERO);
    replica.committed(last());
  }

  Replica replica() {
    return replica;
  }

  /** What was proposed last. */
  LogEntry last() {
    return proposed.get(proposed.size() - 1);
  }

  Version lastVersion() {
    return new Version(last().getVersion());
  }

  @Override
  public void bind(Replica bound) {
    replica = bound;
  }

  @Override
  public String historyId() {
    return "manual";
  }

  @Override
  public void propose(LogEntry entry) {
    proposed.add(entry);
  }

  @Override
  public Limits limits() {
    return new Limits(8, 1 << 20);
  }

  @Override
  public void close() {}
}
