package io.skep.store.find;

import io.skep.store.index.Keyed;
import io.skep.store.index.OrderedMap;
import java.util.Iterator;
import java.util.function.Consumer;

/** The entries that another plan does not find: a look at each entry, but for their number. */
final class Complement<E extends Keyed> extends Plan<E> {
  private final OrderedMap<E> byId;
  private final Plan<E> others;

  Complement(OrderedMap<E> byId, Plan<E> others) {
    this.byId = byId;
    this.others = others;
  }

  @Override
  public void forEach(Consumer<? super E> sink) {
    byId.forEach(
        entry -> {
          if (!others.finds(entry)) {
            sink.accept(entry);
          }
        });
  }

  @Override
  public int count() {
    return byId.size() - others.count();
  }

  @Override
  boolean finds(E entry) {
    return !others.finds(entry);
  }

  @Override
  Iterator<E> byId(String from) {
    return new Matching<>(byId.from("", from), this::finds);
  }

  @Override
  int steps(int enough) {
    return byId.size();
  }
}
