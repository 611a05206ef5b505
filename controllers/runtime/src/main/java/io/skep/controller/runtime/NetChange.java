package io.skep.controller.runtime;

import com.google.protobuf.Message;
import io.skep.api.Annotations;
import io.skep.store.Change;
import io.skep.store.Commit;
import io.skep.store.Marks;
import io.skep.store.ObjectKey;
import io.skep.store.Table;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What one commit did to one object in all. A transaction may change an object several times, and
 * what stood in between was never there for anybody else. Immutable.
 *
 * @param before the stored object before the commit; null if there was none
 * @param after the stored object after the commit; null if there is none
 */
record NetChange(Table<?> table, Message before, Message after) {
  /** Of each object that {@code commit} changed, in the order of the first change of each. */
  static Collection<NetChange> of(Commit commit) {
    List<Change<?>> changes = commit.changes();
    if (changes.size() == 1) {
      return List.of(of(changes.get(0)));
    }
    Map<ObjectKey, NetChange> byKey = new LinkedHashMap<>();
    for (Change<?> change : changes) {
      byKey.merge(change.key(), of(change), NetChange::then);
    }
    return byKey.values();
  }

  private static <M extends Message> NetChange of(Change<M> change) {
    return new NetChange(change.table(), change.before().orElse(null), change.after().orElse(null));
  }

  private NetChange then(NetChange next) {
    return new NetChange(table, before, next.after);
  }

  /** The annotations of the object before; empty if there was none. */
  Optional<Annotations> oldAnnotations() {
    return Optional.ofNullable(before).map(message -> annotations(table, message));
  }

  /** The annotations of the object after; empty if there is none. */
  Optional<Annotations> newAnnotations() {
    return Optional.ofNullable(after).map(message -> annotations(table, message));
  }

  /** Whether the object is being deleted now, and somebody has to clean up before it goes. */
  boolean waitsForCleanup() {
    return newAnnotations()
        .filter(now -> Marks.has(now, Marks.DELETING) && Marks.has(now, Marks.FINALIZER))
        .isPresent();
  }

  private static <M extends Message> Annotations annotations(Table<M> table, Message stored) {
    return table.annotations(table.type().cast(stored));
  }

  boolean isDeletion() {
    return after == null;
  }

  static <M extends Message> String id(Table<M> table, Message stored) {
    return table.id(table.type().cast(stored));
  }

  @Override
  public String toString() {
    return table.name() + "/" + id(table, after == null ? before : after);
  }
}
