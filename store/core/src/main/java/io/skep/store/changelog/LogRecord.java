package io.skep.store.changelog;

import io.skep.store.Change;
import io.skep.store.Commit;
import io.skep.store.Interest;
import io.skep.store.ReadTx;
import io.skep.store.Table;
import io.skep.store.Watcher.Next.Delivered;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One commit in the log. Immutable. */
final class LogRecord {
  private final long sequence;
  private final List<Table<?>> tables;

  /** The whole commit; the same instance for every watcher that wants all of it. */
  private final Delivered whole;

  LogRecord(long sequence, Commit commit, ReadTx at) {
    this.sequence = sequence;
    this.tables = tablesOf(commit.changes());
    this.whole = new Delivered(commit, at);
  }

  long sequence() {
    return sequence;
  }

  Commit commit() {
    return whole.commit();
  }

  /** The tables that changed, each once. */
  List<Table<?>> tables() {
    return tables;
  }

  /** Whether a watcher with {@code interest} gets to see anything of this. */
  boolean concerns(Interest interest) {
    if (interest.wantsAllOf(tables)) {
      return true;
    }
    for (Change<?> change : commit().changes()) {
      if (interest.wants(change)) {
        return true;
      }
    }
    return false;
  }

  /** What a watcher with {@code interest} gets to see of this; null if nothing. */
  Delivered deliveredTo(Interest interest) {
    if (interest.wantsAllOf(tables)) {
      return whole;
    }
    Optional<Commit> matching = interest.select(commit());
    if (matching.isEmpty()) {
      return null;
    }
    Commit wanted = matching.get();
    boolean all = wanted.changes().size() == commit().changes().size();
    return all ? whole : new Delivered(wanted, whole.at());
  }

  private static List<Table<?>> tablesOf(List<Change<?>> changes) {
    if (changes.size() == 1) {
      return List.of(changes.get(0).table());
    }
    var tables = new ArrayList<Table<?>>(2);
    Table<?> last = null;
    for (Change<?> change : changes) {
      if (change.table() != last && !tables.contains(change.table())) {
        tables.add(change.table());
      }
      last = change.table();
    }
    return List.copyOf(tables);
  }

  /**
   * The encoded size of the objects that were replaced or removed. Messages keep their size once it
   * is known; else this costs a look at all that is in them.
   */
  long bytes() {
    long bytes = 0;
    for (Change<?> change : commit().changes()) {
      if (change instanceof Change.Updated<?> updated) {
        bytes += updated.old().getSerializedSize();
      } else if (change instanceof Change.Deleted<?> deleted) {
        bytes += deleted.object().getSerializedSize();
      }
    }
    return bytes;
  }
}
