package io.skep.informer.feed;

import io.skep.api.v1.LogEntry;
import io.skep.store.Version;
import io.skep.store.loop.Loop;
import io.skep.store.replication.Proposer;
import io.skep.store.replication.Replica;

/** A replicated log with one member, which takes everything at once. */
final class SoloLog implements Proposer {
  private final Loop loop;
  private Replica replica;
  private Version highest = Version.ZERO;
  private long epoch;

  SoloLog(Loop loop) {
    this.loop = loop;
  }

  /** Makes its replica the leader, once more if it leads: it proposes a barrier. */
  void elect() {
    long its = ++epoch;
    loop.execute(() -> replica.leading(its, highest));
  }

  @Override
  public void bind(Replica bound) {
    replica = bound;
  }

  @Override
  public String historyId() {
    return "solo";
  }

  @Override
  public void propose(LogEntry entry) {
    loop.execute(
        () -> {
          highest = new Version(entry.getVersion());
          replica.committed(entry);
        });
  }

  @Override
  public Limits limits() {
    return new Limits(1, 1 << 21);
  }

  @Override
  public void close() {}
}
