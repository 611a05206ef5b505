package io.skep.store.memory;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.skep.api.StoreAction;
import io.skep.api.StoreActionKind;
import io.skep.api.v1.LogEntry;
import io.skep.api.v1.TableAction;
import io.skep.api.wire.ReferenceSize;
import io.skep.api.wire.StableBytes;
import io.skep.store.Table;
import io.skep.store.index.IndexKey;

/**
 * Changes as items of a log entry, and back. Those of tables that SwarmKit knows are its {@link
 * StoreAction}s, the others {@link TableAction}s, which also say where among the first they belong.
 */
final class Actions {
  private static final int TAG_BYTES = 1;

  private Actions() {}

  /** Appends a change to {@code entry}; {@code object} is the one removed, or the new one. */
  static <M extends Message> void append(
      LogEntry.Builder entry, Table<M> table, StoreActionKind kind, M object) {
    table
        .places()
        .ifPresentOrElse(
            places -> entry.addActions(places.action(kind, object)),
            () ->
                entry.addTableActions(
                    TableAction.newBuilder()
                        .setTable(table.name())
                        .setAction(kind)
                        .setId(table.id(object))
                        .setObject(StableBytes.of(object))
                        .setActionsBefore(entry.getActionsCount())));
  }

  /** The bytes of one action: SwarmKit's as SwarmKit encodes it. */
  static int sizeBytes(StoreAction action) {
    return ReferenceSize.of(action);
  }

  /** The bytes of one action. */
  static int sizeBytes(TableAction action) {
    return action.getSerializedSize();
  }

  /** The bytes of one action of {@code sizeBytes} as a part of an entry. */
  static long inEntry(int sizeBytes) {
    return TAG_BYTES + CodedOutputStream.computeUInt32SizeNoTag(sizeBytes) + (long) sizeBytes;
  }

  /**
   * Makes the changes of {@code entry} in {@code draft}, in the order in which they were made.
   *
   * @throws IllegalStateException if one of them cannot be made; says why
   */
  static void apply(LogEntry entry, Draft draft) {
    int done = 0;
    for (TableAction action : entry.getTableActionsList()) {
      for (; done < Math.min(action.getActionsBefore(), entry.getActionsCount()); done++) {
        apply(entry.getActions(done), draft);
      }
      check(done == action.getActionsBefore(), "its actions are not in order");
      apply(action, draft);
    }
    for (; done < entry.getActionsCount(); done++) {
      apply(entry.getActions(done), draft);
    }
  }

  private static void apply(StoreAction action, Draft draft) {
    Table<?> table = draft.base().schema().taking(action.getTargetCase());
    if (table == null) {
      throw new IllegalStateException(
          "no table of this store takes its action on " + action.getTargetCase());
    }
    apply(table, action, draft);
  }

  private static <M extends Message> void apply(Table<M> table, StoreAction action, Draft draft) {
    M object = table.places().orElseThrow().inAction().apply(action);
    apply(table, action.getAction(), action.getActionValue(), object, draft);
  }

  private static void apply(TableAction action, Draft draft) {
    Table<?> table = draft.base().schema().own(action.getTable());
    if (table == null) {
      throw new IllegalStateException(
          "it changes object \"%s\" of table \"%s\", which this store does not have; a replica is made with the same tables as the one that leads"
              .formatted(action.getId(), action.getTable()));
    }
    apply(table, action, draft);
  }

  private static <M extends Message> void apply(Table<M> table, TableAction action, Draft draft) {
    apply(table, action.getAction(), action.getActionValue(), parsed(table, action), draft);
  }

  private static <M extends Message> M parsed(Table<M> table, TableAction action) {
    try {
      M object = table.parser().parseFrom(action.getObject());
      if (!table.id(object).equals(action.getId())) {
        throw new IllegalStateException(
            "what it says is object \"%s\" of table \"%s\" has id \"%s\""
                .formatted(action.getId(), table.name(), table.id(object)));
      }
      return object;
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(
          "object \"%s\" of table \"%s\" cannot be read: %s"
              .formatted(action.getId(), table.name(), e.getMessage()),
          e);
    }
  }

  private static <M extends Message> void apply(
      Table<M> table, StoreActionKind kind, int number, M object, Draft draft) {
    Stored<M> before = draft.get(table, IndexKey.ofText(table.id(object)));
    switch (kind) {
      case STORE_ACTION_CREATE -> check(before == null, "it creates what is there");
      case STORE_ACTION_UPDATE -> check(before != null, "it updates what is not there");
      case STORE_ACTION_REMOVE -> check(before != null, "it removes what is not there");
      case UNKNOWN, UNRECOGNIZED ->
          throw new IllegalStateException("unrecognized action type " + number);
    }
    if (kind == StoreActionKind.STORE_ACTION_REMOVE) {
      draft.remove(table, before);
    } else {
      draft.put(table, before, object, failure -> {});
    }
  }

  private static void check(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalStateException(otherwise);
    }
  }
}
