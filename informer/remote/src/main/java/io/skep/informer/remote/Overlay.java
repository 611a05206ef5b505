package io.skep.informer.remote;

import com.google.protobuf.Message;
import io.skep.store.Change;
import io.skep.store.ObjectKey;
import io.skep.store.ReadTx;
import io.skep.store.Table;
import io.skep.store.Version;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Transactions to be laid over states that lack some of them. Immutable.
 *
 * @param era how many setbacks of the server came before; transactions of another era do not count
 * @param entries by version
 */
record Overlay(long era, List<Overlay.Entry> entries) {
  static final Overlay NONE = new Overlay(0, List.of());

  /**
   * One transaction.
   *
   * @param version that it made, as the copy counts
   * @param changes with the objects as the server has them
   */
  record Entry(Version version, List<Change<?>> changes) {}

  boolean isEmpty() {
    return entries.isEmpty();
  }

  int size() {
    return entries.size();
  }

  Version eldest() {
    return entries.get(0).version();
  }

  /** The version of the last transaction, or zero. */
  Version newest() {
    return isEmpty() ? Version.ZERO : entries.get(size() - 1).version();
  }

  boolean has(Version version) {
    return entries.stream().anyMatch(entry -> entry.version().equals(version));
  }

  /** With {@code entry} at its place: answers may overtake each other, but most come in order. */
  Overlay with(Entry entry) {
    int place = size();
    while (place > 0 && entries.get(place - 1).version().isAfter(entry.version())) {
      place--;
    }
    List<Entry> more = new ArrayList<>(size() + 1);
    more.addAll(entries.subList(0, place));
    more.add(entry);
    more.addAll(entries.subList(place, size()));
    return new Overlay(era, Collections.unmodifiableList(more));
  }

  /** Without what is at {@code reached} or before. */
  Overlay after(Version reached) {
    int first = 0;
    while (first < size() && !entries.get(first).version().isAfter(reached)) {
      first++;
    }
    return first == 0 ? this : new Overlay(era, List.copyOf(entries.subList(first, size())));
  }

  /** Nothing of this: what comes next is of another era. */
  Overlay nextEra() {
    return new Overlay(era + 1, List.of());
  }

  /**
   * Whether this is {@code earlier} and more behind it. Entries go from the front only, and no two
   * are of one version, so the ends tell.
   */
  boolean startsWith(Overlay earlier) {
    int known = earlier.size();
    return era == earlier.era
        && known > 0
        && known <= size()
        && eldest().equals(earlier.eldest())
        && entries.get(known - 1).version().equals(earlier.newest());
  }

  /** What leads from {@code view}, which has the first {@code done} entries, to all of this. */
  List<Change<?>> over(ReadTx view, int done) {
    Map<ObjectKey, Change<?>> last = new LinkedHashMap<>();
    for (Entry entry : entries.subList(done, size())) {
      if (entry.version().isAfter(view.version())) {
        entry.changes().forEach(change -> last.put(change.key(), change));
      }
    }
    List<Change<?>> changes = new ArrayList<>(last.size());
    last.values().forEach(change -> net(change, view).ifPresent(changes::add));
    return changes;
  }

  /** The change from what {@code view} has to what {@code change} has left; perhaps none. */
  private static <M extends Message> Optional<Change<M>> net(Change<M> change, ReadTx view) {
    Table<M> table = change.table();
    Optional<M> before = view.get(table, table.id(change.object()));
    Optional<M> after = change.after();
    if (before.isEmpty()) {
      return after.map(made -> new Change.Created<>(table, made));
    }
    return Optional.of(
        after.isPresent()
            ? new Change.Updated<>(table, before.get(), after.get())
            : new Change.Deleted<>(table, before.get()));
  }
}
