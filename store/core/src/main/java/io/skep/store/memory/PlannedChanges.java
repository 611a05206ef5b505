package io.skep.store.memory;

import com.google.protobuf.Message;
import io.skep.store.Change;
import io.skep.store.NotFoundException;
import io.skep.store.Table;
import io.skep.store.Version;
import io.skep.store.VersionConflictException;
import io.skep.store.index.IndexKey;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Makes changes in a transaction that were planned elsewhere. One use. */
final class PlannedChanges {
  private final Transaction transaction;
  private final List<Change<?>> changes;

  /**
   * The ids, as bytes, of the objects whose turn is still to come. They lose their names then, or
   * keep them and are compared with all others then; so until then nobody is compared with them.
   * Asked, never walked.
   */
  private final Map<Table<?>, Set<String>> pending = new HashMap<>();

  PlannedChanges(Transaction transaction, List<Change<?>> changes) {
    this.transaction = transaction;
    this.changes = changes;
    for (Change<?> change : changes) {
      pendingOf(change.table()).add(idOf(change));
    }
  }

  /**
   * Makes them. New objects come before those that may need them, and old ones go after those that
   * needed them.
   */
  void make() {
    changes.forEach(this::write);
    for (int i = changes.size() - 1; i >= 0; i--) {
      remove(changes.get(i));
    }
  }

  private <M extends Message> void write(Change<M> change) {
    Table<M> table = change.table();
    if (change instanceof Change.Created<M> created) {
      pendingOf(table).remove(idOf(change));
      transaction.create(table, created.object(), pendingOf(table));
    } else if (change instanceof Change.Updated<M> updated) {
      pendingOf(table).remove(idOf(change));
      transaction.update(table, asReadBefore(updated), pendingOf(table));
    }
  }

  /** The new object with the version that the planner found: the transaction checks it. */
  private static <M extends Message> M asReadBefore(Change.Updated<M> updated) {
    Table<M> table = updated.table();
    return table.withMeta(
        updated.object(),
        table.meta(updated.object()).toBuilder()
            .setVersion(table.meta(updated.old()).getVersion())
            .build());
  }

  private <M extends Message> void remove(Change<M> change) {
    if (change instanceof Change.Deleted<M>) {
      Table<M> table = change.table();
      String id = table.id(change.object());
      M stored =
          transaction
              .get(table, id)
              .orElseThrow(() -> new NotFoundException(change.key(), "delete"));
      Version expected = versionOf(table, change.object());
      Version actual = versionOf(table, stored);
      if (!actual.equals(expected)) {
        throw new VersionConflictException(change.key(), expected, actual);
      }
      transaction.erase(table, id);
      pendingOf(table).remove(idOf(change));
    }
  }

  private static <M extends Message> Version versionOf(Table<M> table, M object) {
    return new Version(table.meta(object).getVersion().getIndex());
  }

  private static <M extends Message> String idOf(Change<M> change) {
    return IndexKey.ofText(change.table().id(change.object()));
  }

  private Set<String> pendingOf(Table<?> table) {
    return pending.computeIfAbsent(table, any -> new HashSet<>());
  }
}
