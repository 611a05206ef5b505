package io.skep.store.index;

/**
 * Is told how two maps differ, by key.
 *
 * @param <V> the values
 */
public interface Differences<V> {
  /** Only the older map has {@code value}. */
  void removed(V value);

  /** Both maps have the key, with two instances, which may be equal. */
  void changed(V before, V after);

  /** Only the newer map has {@code value}. */
  void added(V value);
}
