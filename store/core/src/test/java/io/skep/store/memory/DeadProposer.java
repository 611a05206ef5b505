package io.skep.store.memory;

import io.skep.api.Node;
import io.skep.api.StoreAction;
import io.skep.api.StoreActionKind;
import io.skep.api.v1.LogEntry;
import io.skep.store.replication.Proposer;
import io.skep.store.replication.Replica;
import java.util.concurrent.atomic.AtomicReference;

/** Hands its replica an entry that cannot be applied, and keeps what that throws. */
final class DeadProposer implements Proposer {
  private final LogEntry entry;
  private final AtomicReference<Throwable> thrown;

  /** The entry removes a node that is not there. */
  DeadProposer(AtomicReference<Throwable> thrown) {
    this(
        LogEntry.newBuilder()
            .setVersion(1)
            .addActions(
                StoreAction.newBuilder()
                    .setAction(StoreActionKind.STORE_ACTION_REMOVE)
                    .setNode(Node.newBuilder().setId("a")))
            .build(),
        thrown);
  }

  DeadProposer(LogEntry entry, AtomicReference<Throwable> thrown) {
    this.entry = entry;
    this.thrown = thrown;
  }

  @Override
  public void bind(Replica replica) {
    try {
      replica.committed(entry);
    } catch (RuntimeException e) {
      thrown.set(e);
    }
  }

  @Override
  public String historyId() {
    return "dead";
  }

  @Override
  public void propose(LogEntry entry) {
    throw new AssertionError("nothing is proposed to a dead log");
  }

  @Override
  public Limits limits() {
    return new Limits(1, 1);
  }

  @Override
  public void close() {}
}
