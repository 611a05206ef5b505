package io.skep.store.index;

import java.util.Iterator;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * The reads that a {@link PersistentMap} and its {@link PersistentMap.Edit} share. Values come in
 * the order of their keys, compared char by char; a key comes before those that it is the beginning
 * of.
 *
 * @param <V> the values
 */
public abstract sealed class OrderedMap<V extends Keyed>
    permits PersistentMap, PersistentMap.Edit, PublishedMap {
  OrderedMap() {}

  abstract Object root();

  /** The value with {@code key}, or null. Costs one walk and one comparison; allocates nothing. */
  public V get(String key) {
    return value(Trie.get(root(), key));
  }

  /** The value with the {@linkplain IndexKey#ofText key of} {@code text}, or null. */
  public V ofText(String text) {
    return value(Trie.get(root(), IndexKey.ofText(text)));
  }

  /** How many values there are. Costs nothing. */
  public final int size() {
    return Trie.count(root());
  }

  /** Whether there are no values. */
  public final boolean isEmpty() {
    return root() == null;
  }

  /** How many keys start with {@code prefix}. Costs one walk, however many there are. */
  public final int count(String prefix) {
    return Trie.count(Trie.below(root(), prefix));
  }

  /** The value with the least key that starts with {@code prefix}, or null. Costs one walk. */
  public final V first(String prefix) {
    return value(Trie.first(Trie.below(root(), prefix)));
  }

  /** Hands every value to {@code sink}, which must not change the map that is walked. */
  public void forEach(Consumer<? super V> sink) {
    Objects.requireNonNull(sink, "sink");
    Trie.forEach(root(), leaf -> sink.accept(value(leaf)));
  }

  /**
   * Hands every value whose key starts with {@code prefix} to {@code sink}, which must not change
   * the map that is walked.
   */
  public final void forEach(String prefix, Consumer<? super V> sink) {
    Objects.requireNonNull(sink, "sink");
    Trie.forEach(Trie.below(root(), prefix), leaf -> sink.accept(value(leaf)));
  }

  /**
   * The values whose keys start with {@code prefix} and are {@code key} or come after it, lazily.
   * The map must not change while it is walked.
   */
  public final Iterator<V> from(String prefix, String key) {
    Objects.requireNonNull(key, "key");
    return new Cursor<>(Trie.below(root(), prefix), key);
  }

  @SuppressWarnings("unchecked") // Only values of type V are put in.
  final V value(Object leaf) {
    return (V) leaf;
  }
}
