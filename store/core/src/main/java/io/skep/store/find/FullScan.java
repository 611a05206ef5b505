package io.skep.store.find;

import io.skep.store.index.Keyed;
import io.skep.store.index.OrderedMap;
import java.util.Iterator;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The entries with a key that passes a test, of an index that is not kept: a look at each entry.
 */
final class FullScan<E extends Keyed> extends Plan<E> {
  private final OrderedMap<E> byId;
  private final KeysOf<E> keys;
  private final Predicate<? super String> test;

  FullScan(OrderedMap<E> byId, KeysOf<E> keys, Predicate<? super String> test) {
    this.byId = byId;
    this.keys = keys;
    this.test = test;
  }

  @Override
  public void forEach(Consumer<? super E> sink) {
    byId.forEach(
        entry -> {
          if (finds(entry)) {
            sink.accept(entry);
          }
        });
  }

  @Override
  public int count() {
    int[] count = {0};
    forEach(entry -> count[0]++);
    return count[0];
  }

  @Override
  boolean finds(E entry) {
    return keys.any(entry, test);
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
