package io.skep.store.find;

import io.skep.store.index.Keyed;
import io.skep.store.index.OrderedMap;
import java.util.Iterator;
import java.util.function.Consumer;

/** The entries whose ids start with a prefix; all for an empty one. */
final class IdRange<E extends Keyed> extends Plan<E> {
  private final OrderedMap<E> byId;
  private final String prefix;

  IdRange(OrderedMap<E> byId, String prefix) {
    this.byId = byId;
    this.prefix = prefix;
  }

  @Override
  public void forEach(Consumer<? super E> sink) {
    if (prefix.isEmpty()) {
      byId.forEach(sink);
    } else {
      byId.forEach(prefix, sink);
    }
  }

  @Override
  public int count() {
    return byId.count(prefix);
  }

  @Override
  boolean finds(E entry) {
    return entry.key().startsWith(prefix);
  }

  @Override
  Iterator<E> byId(String from) {
    return byId.from(prefix, from);
  }

  @Override
  int steps(int enough) {
    return count();
  }
}
