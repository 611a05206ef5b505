package io.skep.informer.remote;

import com.google.protobuf.Message;
import io.skep.api.StoreSnapshot;
import io.skep.store.ObjectKey;
import io.skep.store.ReadTx;
import io.skep.store.Table;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** How the objects that a server lists differ from those of a copy. One list, one use. */
final class ListDifference {
  private final ReadTx copy;
  private final Tombstones gone;
  private final StoreSnapshot.Builder wanted = StoreSnapshot.newBuilder();
  private final List<ObjectKey> vanished = new ArrayList<>();
  private long newest;
  private boolean any;
  private Optional<String> older = Optional.empty();

  /**
   * Compares.
   *
   * @param gone what went from the copy, and must not be listed
   */
  ListDifference(Mirror mirror, StoreSnapshot listed, Tombstones gone) {
    this.copy = mirror.store().view();
    this.gone = gone;
    mirror.tables().forEach(table -> compare(table, listed));
  }

  private <M extends Message> void compare(Table<M> table, StoreSnapshot listed) {
    table
        .places()
        .ifPresent(
            places -> {
              Set<String> ids = new HashSet<>();
              for (M object : places.in(listed)) {
                ids.add(table.id(object));
                places.intoSnapshot().accept(wanted, kept(table, object));
              }
              for (M object : copy.list(table)) {
                if (!ids.contains(table.id(object))) {
                  vanished.add(ObjectKey.of(table, table.id(object)));
                }
              }
            });
    any |= !vanished.isEmpty();
  }

  /** That of the copy if it is the same: who compares two states then sees so at once. */
  private <M extends Message> M kept(Table<M> table, M object) {
    var key = ObjectKey.of(table, table.id(object));
    long version = FoldedPursuit.version(table, object);
    newest = Math.max(newest, version);
    M here = copy.get(table, key.id()).orElse(null);
    if (object.equals(here)) {
      return here;
    }
    any = true;
    if (gone.contains(key)) {
      older = Optional.of("%s is listed, and had gone".formatted(key));
    } else if (here != null && FoldedPursuit.version(table, here) > version) {
      older =
          Optional.of(
              "%s is listed at version %d, and was at %d"
                  .formatted(key, version, FoldedPursuit.version(table, here)));
    }
    return object;
  }

  /** What the copy is to become. */
  StoreSnapshot wanted() {
    return wanted.build();
  }

  /** Whether there is a difference. */
  boolean isAny() {
    return any;
  }

  /** What the copy has and the server does not list. */
  List<ObjectKey> vanished() {
    return vanished;
  }

  /** The newest version at which a listed object was written, 0 for none. */
  long newest() {
    return newest;
  }

  /** Why the list seems to be older than the copy, if it does. */
  Optional<String> older() {
    return older;
  }
}
