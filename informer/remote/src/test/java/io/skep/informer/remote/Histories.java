package io.skep.informer.remote;

import com.google.protobuf.Message;
import io.skep.informer.Feed;
import io.skep.store.Change;
import io.skep.store.Commit;
import io.skep.store.ObjectKey;
import io.skep.store.ReadTx;
import io.skep.store.Table;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Watches that no object of a feed goes back, nor comes back once it went. On the feed's loop. */
public final class Histories implements Feed.Subscriber {
  private final List<Table<?>> tables;
  private final Map<ObjectKey, Long> versions = new HashMap<>();
  private final Set<ObjectKey> gone = new HashSet<>();

  /** What went wrong. Read when the feed is at rest. */
  public final List<String> faults = new ArrayList<>();

  public int changes;
  public int jumps;

  public Histories(List<Table<?>> tables) {
    this.tables = tables;
  }

  @Override
  public void onSnapshot(ReadTx at) {
    tables.forEach(table -> begin(table, at));
  }

  private <M extends Message> void begin(Table<M> table, ReadTx at) {
    at.list(table).forEach(object -> versions.put(key(table, object), version(table, object)));
  }

  @Override
  public void onCommit(Commit commit, ReadTx at) {
    Set<ObjectKey> written = new HashSet<>();
    commit.changes().forEach(change -> check(change, written));
  }

  @Override
  public void onJump(Commit difference, ReadTx at) {
    jumps++;
    onCommit(difference, at);
  }

  private <M extends Message> void check(Change<M> change, Set<ObjectKey> written) {
    changes++;
    ObjectKey key = change.key();
    long version = version(change.table(), change.object());
    Long before = versions.get(key);
    if (gone.contains(key)) {
      faults.add("%s came back: %s".formatted(key, change));
    }
    if (change instanceof Change.Deleted<M>) {
      versions.remove(key);
      gone.add(key);
      return;
    }
    boolean again = written.contains(key);
    if (before != null && (again ? version < before : version <= before)) {
      faults.add("%s went from version %d to %s".formatted(key, before, change));
    }
    if (before == null && change instanceof Change.Updated<M>) {
      faults.add("%s was updated before it was created".formatted(key));
    }
    written.add(key);
    versions.put(key, version);
  }

  private static <M extends Message> ObjectKey key(Table<M> table, M object) {
    return ObjectKey.of(table, table.id(object));
  }

  private static <M extends Message> long version(Table<M> table, M object) {
    return table.meta(object).getVersion().getIndex();
  }

  @Override
  public void onBookmark(ReadTx at) {}

  @Override
  public void onEnd(Throwable cause) {}
}
