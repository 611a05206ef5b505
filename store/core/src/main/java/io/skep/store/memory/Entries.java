package io.skep.store.memory;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Message;
import io.skep.api.StoreAction;
import io.skep.api.StoreActionKind;
import io.skep.api.v1.LogEntry;
import io.skep.api.wire.ReferenceSize;
import io.skep.store.Commit;
import io.skep.store.Origin;
import io.skep.store.Table;
import io.skep.store.Version;
import io.skep.store.index.IndexKey;
import io.skep.store.replication.ApplyRule;
import java.util.List;
import java.util.Optional;

/** Transactions as entries of a log, and back. */
final class Entries {
  private static final int TAG_BYTES = 1;

  private Entries() {}

  static LogEntry of(Prepared prepared, long epoch) {
    Commit commit = prepared.commit();
    return LogEntry.newBuilder()
        .setVersion(commit.version().index())
        .setBase(prepared.draft().base().version().index())
        .setEpoch(epoch)
        .setWriter(commit.origin().writer())
        .setTraceId(commit.origin().traceId())
        .addAllActions(prepared.draft().actions(0))
        .build();
  }

  static LogEntry barrier(long version, Version base, long epoch) {
    return LogEntry.newBuilder().setVersion(version).setBase(base.index()).setEpoch(epoch).build();
  }

  /** The bytes that SwarmKit's log would count for the changes of {@code entry}. */
  static long size(LogEntry entry) {
    long bytes = 0;
    for (StoreAction action : entry.getActionsList()) {
      int size = ReferenceSize.of(action);
      bytes += TAG_BYTES + CodedOutputStream.computeUInt32SizeNoTag(size) + size;
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
    if (entry.getTableActionsCount() > 0) {
      throw cannotApply(entry, "it changes table \"" + entry.getTableActions(0).getTable() + "\"");
    }
    for (StoreAction action : entry.getActionsList()) {
      apply(entry, action, draft);
    }
    Root root =
        ApplyRule.isBarrier(entry)
            ? base.moved(base.historyId(), version)
            : base.committed(base.historyId(), version, draft.freeze());
    var origin = new Origin(entry.getWriter(), entry.getTraceId());
    return new Prepared(
        new Commit(version, base.newestCommit(), draft.changes(0), origin), root, draft);
  }

  private static void apply(LogEntry entry, StoreAction action, Draft draft) {
    List<Table<?>> tables = draft.base().schema().tables();
    if (tables.stream().noneMatch(table -> applied(entry, action, table, draft))) {
      throw cannotApply(
          entry, "no table of this store takes its action on " + action.getTargetCase());
    }
  }

  private static <M extends Message> boolean applied(
      LogEntry entry, StoreAction action, Table<M> table, Draft draft) {
    Optional<M> target = table.fromAction(action);
    if (target.isEmpty()) {
      return false;
    }
    M object = target.get();
    Stored<M> before = draft.get(table, IndexKey.ofText(table.id(object)));
    switch (action.getAction()) {
      case STORE_ACTION_CREATE -> check(before == null, entry, "it creates what is there");
      case STORE_ACTION_UPDATE -> check(before != null, entry, "it updates what is not there");
      case STORE_ACTION_REMOVE -> check(before != null, entry, "it removes what is not there");
      case UNKNOWN, UNRECOGNIZED ->
          check(false, entry, "unrecognized action type " + action.getActionValue());
    }
    if (action.getAction() == StoreActionKind.STORE_ACTION_REMOVE) {
      draft.remove(table, before);
    } else {
      draft.put(table, before, object, failure -> {});
    }
    return true;
  }

  private static void check(boolean holds, LogEntry entry, String otherwise) {
    if (!holds) {
      throw cannotApply(entry, otherwise);
    }
  }

  private static IllegalStateException cannotApply(LogEntry entry, String why) {
    return new IllegalStateException(
        "entry %s cannot be applied: %s; this replica stops, as it would differ from the others"
            .formatted(new Version(entry.getVersion()), why));
  }
}
