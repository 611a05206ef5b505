package io.skep.store.find;

import io.skep.store.Index;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The keys under which an index would hold an entry, made from its object. None where the index
 * function throws, as the object is then in no index either.
 *
 * @param <E> the entries
 */
interface KeysOf<E> {
  /** Hands each key to {@code sink}; may throw what the index function throws. */
  void forEach(E entry, Consumer<? super String> sink);

  /** The keys of {@code index}. */
  static <T, E extends Entry<? extends T>> KeysOf<E> of(Index<? super T, ?> index) {
    return (entry, sink) -> index.keysOf(entry.object(), sink);
  }

  /** Whether a key of {@code entry} passes {@code test}. */
  default boolean any(E entry, Predicate<? super String> test) {
    return all(entry).stream().anyMatch(test);
  }

  /** The least key of {@code entry} within {@code span}; null if there is none. */
  default String least(E entry, KeySpan span) {
    String least = null;
    for (String key : all(entry)) {
      if (span.holds(key) && (least == null || key.compareTo(least) < 0)) {
        least = key;
      }
    }
    return least;
  }

  private List<String> all(E entry) {
    List<String> keys = new ArrayList<>(1);
    try {
      forEach(entry, keys::add);
    } catch (RuntimeException e) {
      return List.of();
    }
    return keys;
  }
}
