package io.skep.store.index;

import java.util.Iterator;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * An immutable ordered map of values that know their keys. Changing it makes a new map that shares
 * all but a few nodes with the old one, so keeping old maps is cheap and every map is a snapshot.
 *
 * <p>Changes are made in an {@link Edit}, by one owner, and published by {@link Edit#freeze}:
 *
 * <pre>{@code
 * PersistentMap.Edit<Entry> edit = map.edit();
 * edit.put(entry);
 * edit.remove(oldKey);
 * PersistentMap<Entry> next = edit.freeze(); // map is as it was
 * }</pre>
 *
 * <p>Immutable; any thread, however the map reached it. A walk costs about the length of the part
 * of the key that tells it from the others, not of the whole; memory is about 30 bytes a value
 * besides the value.
 *
 * @param <V> the values; never null
 */
public final class PersistentMap<V extends Keyed> extends OrderedMap<V> implements Iterable<V> {
  private static final PersistentMap<Keyed> EMPTY = new PersistentMap<>(null);

  // Final, so that the nodes below are visible to any thread that sees this map.
  private final Object root;

  private PersistentMap(Object root) {
    this.root = root;
  }

  /** The map without values. */
  @SuppressWarnings("unchecked") // It holds nothing of any type.
  public static <V extends Keyed> PersistentMap<V> empty() {
    return (PersistentMap<V>) EMPTY;
  }

  @Override
  Object root() {
    return root;
  }

  /** A changeable copy. Costs nothing; this map stays as it is. */
  public Edit<V> edit() {
    return new Edit<>(this);
  }

  /** The values whose keys start with {@code prefix}, as a map. Costs one walk; copies nothing. */
  public PersistentMap<V> startingWith(String prefix) {
    return of(Trie.below(root, prefix));
  }

  /** All values, lazily; {@link #forEach} is quicker. */
  @Override
  public Iterator<V> iterator() {
    return new Cursor<>(root);
  }

  /** The values whose keys are {@code key} or come after it, lazily. */
  public Iterable<V> from(String key) {
    Objects.requireNonNull(key, "key");
    return () -> new Cursor<>(root, key);
  }

  @Override
  public void forEach(Consumer<? super V> sink) {
    super.forEach(sink);
  }

  /**
   * Tells {@code visitor} what happened to this map so that it became {@code newer}, by key. Skips
   * what the two maps share, so between maps that descend from one another it costs about what the
   * changes did cost.
   */
  public void changesTo(PersistentMap<V> newer, Differences<? super V> visitor) {
    Objects.requireNonNull(visitor, "visitor");
    new Comparison<V>(visitor).compare(root, newer.root);
  }

  private PersistentMap<V> of(Object itsRoot) {
    return itsRoot == root ? this : itsRoot == null ? empty() : new PersistentMap<>(itsRoot);
  }

  /**
   * A map that one owner changes in place. Not for several threads at a time.
   *
   * <p>The first change of a part copies a few nodes, further changes of it are made in place,
   * until the next {@link #freeze}.
   *
   * @param <V> the values; never null
   */
  public static final class Edit<V extends Keyed> extends OrderedMap<V> {
    private PersistentMap<V> frozen;
    private Object root;

    /** What the nodes carry that may be changed in place; null while there are none. */
    private Object owner;

    private Edit(PersistentMap<V> frozen) {
      this.frozen = frozen;
      this.root = frozen.root;
    }

    @Override
    Object root() {
      return root;
    }

    /**
     * Adds {@code value}, in the place of the one with its key, if there is one.
     *
     * @return the value that had the key, or null
     * @throws IllegalArgumentException if the key has a char above 255
     */
    public V put(V value) {
      String key = value.key();
      Object nearest = Trie.nearest(root, key);
      if (nearest == value) {
        return value;
      }
      if (nearest != null && Trie.key(nearest).equals(key)) {
        root = Trie.replace(owner(), root, value);
        return value(nearest);
      }
      IndexKey.checked(key);
      insert(value, nearest);
      return null;
    }

    /** Adds {@code value}, whose key is not there; {@code nearest} is the leaf nearest to it. */
    void insert(V value, Object nearest) {
      root = Trie.insert(owner(), root, value, nearest);
    }

    /** {@link #put} in the place of a value that is known to be there: spares the look for it. */
    public void replace(V value) {
      root = Trie.replace(owner(), root, value);
    }

    /**
     * Removes the value with {@code key}.
     *
     * @return that value, or null if there was none
     */
    public V remove(String key) {
      Object leaf = Trie.get(root, key);
      if (leaf != null) {
        root = Trie.remove(owner(), root, key);
      }
      return value(leaf);
    }

    /** Makes this what {@code map} is. Costs nothing; undoes all changes since a freeze. */
    public void reset(PersistentMap<V> map) {
      frozen = map;
      root = map.root; // None of its nodes carries the owner, as no frozen node does.
    }

    /**
     * The map as it stands now; the same one as before if nothing changed since. Costs nothing, but
     * later changes copy again what they touch first. This edit can go on: the returned map does
     * not see it, and {@link #reset} comes back to it.
     */
    public PersistentMap<V> freeze() {
      owner = null; // No node is changed in place any more, as none carries the next token.
      frozen = frozen.of(root);
      return frozen;
    }

    /** The token of nodes that may be changed in place until the next freeze. */
    Object owner() {
      if (owner == null) {
        owner = new Object();
      }
      return owner;
    }
  }
}
