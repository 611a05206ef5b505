package io.skep.server.feed;

import com.google.protobuf.Message;
import io.skep.api.StoreActionKind;
import io.skep.api.v1.LogEntry;
import io.skep.store.ReadTx;
import io.skep.store.Table;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * The objects of a snapshot that are of interest, in messages of moderate size; each is made when
 * it is asked for. One thread at a time.
 */
final class SnapshotParts implements Iterator<LogEntry> {
  /** A message may be as much larger as one object is. */
  private static final int BYTES = 256 << 10;

  private static final int OBJECTS = 1_000;

  private final ReadTx at;
  private final Scope scope;
  private final Iterator<Table<?>> tables;

  /** Objects of the table under way, of which some may not be of interest. */
  private TableWalk<?> walk;

  SnapshotParts(ReadTx at, Scope scope) {
    this.at = at;
    this.scope = scope;
    this.tables = scope.tables().iterator();
    proceed();
  }

  @Override
  public boolean hasNext() {
    return walk != null;
  }

  @Override
  public LogEntry next() {
    if (walk == null) {
      throw new NoSuchElementException();
    }
    LogEntry.Builder part = LogEntry.newBuilder();
    int bytes = 0;
    for (int objects = 0; walk != null && objects < OBJECTS && bytes < BYTES; objects++) {
      bytes += walk.appendTo(part);
      proceed();
    }
    return part.build();
  }

  private void proceed() {
    while (walk == null || !walk.find()) {
      if (!tables.hasNext()) {
        walk = null;
        return;
      }
      walk = walkOf(tables.next());
    }
  }

  private <M extends Message> TableWalk<M> walkOf(Table<M> table) {
    return new TableWalk<>(table, at.scan(table, ""), scope);
  }

  /** The objects of one table, with a look at the next. */
  private static final class TableWalk<M extends Message> {
    private final Table<M> table;
    private final Iterator<M> objects;
    private final Scope scope;
    private M found;

    TableWalk(Table<M> table, Iterator<M> objects, Scope scope) {
      this.table = table;
      this.objects = objects;
      this.scope = scope;
    }

    /** Finds the next object of interest; false if there is none. */
    boolean find() {
      while (found == null && objects.hasNext()) {
        M object = objects.next();
        found = scope.has(table, object) ? scope.shown(table, object) : null;
      }
      return found != null;
    }

    /** Appends it; returns its size. */
    int appendTo(LogEntry.Builder part) {
      Entries.append(part, table, StoreActionKind.STORE_ACTION_CREATE, found);
      int bytes = found.getSerializedSize();
      found = null;
      return bytes;
    }
  }
}
