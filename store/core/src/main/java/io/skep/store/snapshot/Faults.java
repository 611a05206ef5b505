package io.skep.store.snapshot;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.skep.store.InvalidSnapshotException;
import io.skep.store.Table;

/** The words for what is wrong with a snapshot, and where. */
final class Faults {
  /** A text from a snapshot may be of any length; more of it helps nobody. */
  private static final int SHOWN_CHARS = 60;

  private Faults() {}

  static InvalidSnapshotException at(String where, String why) {
    return at(where, why, null);
  }

  static InvalidSnapshotException at(String where, String why, Throwable cause) {
    return new InvalidSnapshotException(
        "%s: %s; nothing was restored".formatted(where, why), cause);
  }

  /** An object by its position among those of its table, and its id; null if that is not known. */
  static String object(Table<?> table, int position, String id) {
    return "%s %d%s".formatted(table.name(), position, id == null ? "" : " with id " + quoted(id));
  }

  static String unknownTable(String name, Layout layout) {
    return "it has table %s, which this store does not have; restore it into a store made with that table, as this one is with %s"
        .formatted(quoted(name), layout.names());
  }

  static String unknownField(int number) {
    return "it has field %d, which no table that is known has".formatted(number);
  }

  static String unread(Table<?> table, InvalidProtocolBufferException cause) {
    return "it cannot be read as %s: %s"
        .formatted(table.type().getSimpleName(), cause.getMessage());
  }

  /** The id of what was read before it broke; null if that is not known. */
  static <M extends Message> String idOf(Table<M> table, InvalidProtocolBufferException cause) {
    Object begun = cause.getUnfinishedMessage();
    String id = table.type().isInstance(begun) ? table.id(table.type().cast(begun)) : "";
    return id.isEmpty() ? null : id;
  }

  static String quoted(String text) {
    return text.length() <= SHOWN_CHARS
        ? '"' + text + '"'
        : "\"%s\"... (%d characters)".formatted(text.substring(0, SHOWN_CHARS), text.length());
  }
}
