package io.skep.server.feed;

import com.google.protobuf.Message;
import io.skep.api.StoreActionKind;
import io.skep.api.v1.LogEntry;
import io.skep.api.v1.TableAction;
import io.skep.store.Change;
import io.skep.store.Table;

/** Changes as parts of a message. */
final class Entries {
  private Entries() {}

  /** Appends {@code change}. */
  static <M extends Message> void append(LogEntry.Builder entry, Change<M> change) {
    append(entry, change.table(), action(change), change.object());
  }

  /** Appends what was done to {@code object}. */
  static <M extends Message> void append(
      LogEntry.Builder entry, Table<M> table, StoreActionKind action, M object) {
    table
        .places()
        .ifPresentOrElse(
            places -> entry.addActions(places.action(action, object)),
            () ->
                entry.addTableActions(
                    TableAction.newBuilder()
                        .setTable(table.name())
                        .setAction(action)
                        .setId(table.id(object))
                        .setObject(object.toByteString())
                        .setActionsBefore(entry.getActionsCount())));
  }

  private static StoreActionKind action(Change<?> change) {
    if (change instanceof Change.Created<?>) {
      return StoreActionKind.STORE_ACTION_CREATE;
    }
    return change instanceof Change.Deleted<?>
        ? StoreActionKind.STORE_ACTION_REMOVE
        : StoreActionKind.STORE_ACTION_UPDATE;
  }
}
