package io.skep.store.find;

import io.skep.store.index.Keyed;
import io.skep.store.index.OrderedMap;
import io.skep.store.index.Posting;
import java.util.Collections;
import java.util.Iterator;
import java.util.function.Consumer;

/** The entries under one key of an index. */
final class OneKey<E extends Keyed> extends Plan<E> {
  private final OrderedMap<E> byId;

  /** Null if there are none. */
  private final Posting ids;

  OneKey(OrderedMap<E> byId, Posting ids) {
    this.byId = byId;
    this.ids = ids;
  }

  @Override
  public void forEach(Consumer<? super E> sink) {
    if (ids == null) {
      return;
    }
    if (ids.count() == byId.size()) {
      byId.forEach(sink); // All of them: no id need be looked up.
    } else {
      ids.forEach(id -> sink.accept(Entries.of(byId, id)));
    }
  }

  @Override
  public int count() {
    return ids == null ? 0 : ids.count();
  }

  @Override
  boolean finds(E entry) {
    return ids != null && ids.contains(entry.key());
  }

  @Override
  Iterator<E> byId(String from) {
    return ids == null ? Collections.emptyIterator() : new Entries<>(byId, ids.from(from));
  }

  @Override
  int steps(int enough) {
    return count();
  }
}
