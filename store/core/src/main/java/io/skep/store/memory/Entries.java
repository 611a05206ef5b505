package io.skep.store.memory;

import io.skep.api.StoreAction;
import io.skep.api.v1.LogEntry;
import io.skep.api.v1.TableAction;
import io.skep.store.Commit;
import io.skep.store.Origin;
import io.skep.store.Version;
import io.skep.store.replication.ApplyRule;

/** Transactions as entries of a log, and back. */
final class Entries {
  private Entries() {}

  static LogEntry of(Prepared prepared, long epoch) {
    Commit commit = prepared.commit();
    return prepared
        .draft()
        .actions(0)
        .setVersion(commit.version().index())
        .setBase(prepared.draft().base().version().index())
        .setEpoch(epoch)
        .setWriter(commit.origin().writer())
        .setTraceId(commit.origin().traceId())
        .build();
  }

  static LogEntry barrier(long version, Version base, long epoch) {
    return LogEntry.newBuilder().setVersion(version).setBase(base.index()).setEpoch(epoch).build();
  }

  /** The bytes that a log would count for the changes of {@code entry}: SwarmKit's as it does. */
  static long size(LogEntry entry) {
    long bytes = 0;
    for (StoreAction action : entry.getActionsList()) {
      bytes += Actions.inEntry(Actions.sizeBytes(action));
    }
    for (TableAction action : entry.getTableActionsList()) {
      bytes += Actions.inEntry(Actions.sizeBytes(action));
    }
    return bytes;
  }

  /**
   * What {@code entry}, which takes effect, makes of {@code base}.
   *
   * @throws IllegalStateException if it cannot be applied: this store differs from the one that
   *     proposed it
   */
  static Prepared applied(LogEntry entry, Root base) {
    var version = new Version(entry.getVersion());
    var draft = new Draft(base);
    try {
      Actions.apply(entry, draft);
    } catch (IllegalStateException e) {
      throw new IllegalStateException(
          "entry %s cannot be applied: %s; this replica stops, as it would differ from the others"
              .formatted(version, e.getMessage()),
          e);
    }
    Root root =
        ApplyRule.isBarrier(entry)
            ? base.moved(base.historyId(), version)
            : base.committed(base.historyId(), version, draft.freeze());
    var origin = new Origin(entry.getWriter(), entry.getTraceId());
    return new Prepared(
        new Commit(version, base.newestCommit(), draft.changes(0), origin), root, draft);
  }
}
