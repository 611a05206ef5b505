package io.skep.store.find;

import io.skep.store.index.Keyed;
import io.skep.store.index.OrderedMap;
import java.util.Iterator;
import java.util.Objects;

/** The entries of ids that an index holds, each looked up when it is asked for. */
final class Entries<E extends Keyed> implements Iterator<E> {
  private final OrderedMap<E> byId;
  private final Iterator<String> ids;

  Entries(OrderedMap<E> byId, Iterator<String> ids) {
    this.byId = byId;
    this.ids = ids;
  }

  @Override
  public boolean hasNext() {
    return ids.hasNext();
  }

  @Override
  public E next() {
    return of(byId, ids.next());
  }

  /** The entry with {@code id}, which is there as an index holds it. */
  static <E extends Keyed> E of(OrderedMap<E> byId, String id) {
    return Objects.requireNonNull(byId.get(id), id);
  }
}
