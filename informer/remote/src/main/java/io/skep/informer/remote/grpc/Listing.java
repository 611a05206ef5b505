package io.skep.informer.remote.grpc;

import com.google.protobuf.Message;
import io.skep.api.Snapshot;
import io.skep.api.StoreAction;
import io.skep.api.StoreActionKind;
import io.skep.api.StoreSnapshot;
import io.skep.api.v1.LogEntry;
import io.skep.store.ObjectKey;
import io.skep.store.Table;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Lists of all kinds, and what was watched while they came. Each list is of another moment, and the
 * watch may lag behind or be ahead of it; of each object the newest state counts. Holds one state
 * an object. One thread.
 */
final class Listing {
  private final List<Table<?>> tables;
  private final Map<ObjectKey, Item<?>> listed = new LinkedHashMap<>();

  /** The last state that was watched, of the objects that were not removed. */
  private final Map<ObjectKey, Item<?>> watched = new HashMap<>();

  private final Set<ObjectKey> created = new HashSet<>();
  private final Set<ObjectKey> removed = new HashSet<>();
  private boolean first = true;

  /** The newest version of the first list: every other list has all up to here. */
  private long listedUpTo;

  /** The newest version that was watched. */
  private long watchedUpTo;

  Listing(List<Table<?>> tables) {
    this.tables = tables;
  }

  private record Item<M extends Message>(Table<M> table, M object) {
    ObjectKey key() {
      return ObjectKey.of(table, table.id(object));
    }

    long version() {
      return table.meta(object).getVersion().getIndex();
    }

    void into(StoreSnapshot.Builder all) {
      table.places().orElseThrow().intoSnapshot().accept(all, object);
    }
  }

  /** Adds a list, asked for after the one before had come. */
  <M extends Message> void add(Table<M> table, List<M> objects) {
    for (M object : objects) {
      var item = new Item<>(table, object);
      listed.put(item.key(), item);
      if (first) { // Later lists may have what this one has missed.
        listedUpTo = Math.max(listedUpTo, item.version());
      }
    }
    first = false;
  }

  /** Adds what was watched meanwhile. */
  void add(LogEntry commit) {
    commit.getActionsList().forEach(this::add);
  }

  private void add(StoreAction action) {
    tables.forEach(table -> addIfOf(table, action));
  }

  private <M extends Message> void addIfOf(Table<M> table, StoreAction action) {
    table
        .places()
        .flatMap(places -> places.in(action))
        .ifPresent(object -> add(new Item<>(table, object), action.getAction()));
  }

  private void add(Item<?> item, StoreActionKind action) {
    if (action == StoreActionKind.STORE_ACTION_REMOVE) {
      removed.add(item.key());
      watched.remove(item.key());
      return;
    }
    watchedUpTo = Math.max(watchedUpTo, item.version());
    if (!removed.contains(item.key())) {
      watched.put(item.key(), item);
    }
    if (action == StoreActionKind.STORE_ACTION_CREATE) {
      created.add(item.key());
    }
  }

  /** All objects, with the version up to which nothing is missing. */
  Snapshot folded() {
    Map<ObjectKey, Item<?>> newest = new LinkedHashMap<>(listed);
    newest.keySet().removeAll(removed);
    watched.forEach(
        (key, item) -> {
          Item<?> other = listed.get(key);
          if (other == null ? isUnlisted(item) : item.version() > other.version()) {
            newest.put(key, item);
          }
        });
    StoreSnapshot.Builder all = StoreSnapshot.newBuilder();
    newest.values().forEach(item -> item.into(all));
    return Snapshot.newBuilder()
        .setStoreVersion(Math.max(listedUpTo, watchedUpTo))
        .setStore(all)
        .build();
  }

  /** Whether an object came after its list. Else it went before it: that is yet to be watched. */
  private boolean isUnlisted(Item<?> item) {
    return created.contains(item.key()) && item.version() > listedUpTo;
  }
}
