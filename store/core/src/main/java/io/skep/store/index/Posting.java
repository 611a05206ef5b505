package io.skep.store.index;

import java.util.Iterator;
import java.util.function.Consumer;

/**
 * The ids under one key of an index, in order. A {@code PersistentMap<Posting>} is an index: any
 * number of ids for each key, and no entry for a key without ids. It refers to the ids that it is
 * given and copies none, so many indexes of the same objects share them.
 *
 * <p>Immutable once the edit that it came from is frozen; until then it may change with the edit.
 */
public final class Posting implements Keyed {
  private final String key;

  /** A trie whose leaves are the ids themselves; never empty. */
  private final Object ids;

  private Posting(String key, Object ids) {
    this.key = key;
    this.ids = ids;
  }

  /**
   * Adds {@code id} under {@code key}. Both are bytes, as {@link IndexKey#checked} makes sure; here
   * nobody looks.
   *
   * @return whether it was not there before
   */
  public static boolean add(PersistentMap.Edit<Posting> index, String key, String id) {
    Object nearestKey = Trie.nearest(index.root(), key);
    if (nearestKey == null || !Trie.key(nearestKey).equals(key)) {
      index.insert(new Posting(key, id), nearestKey);
      return true;
    }
    Posting old = (Posting) nearestKey;
    Object nearest = Trie.nearest(old.ids, id);
    if (id.equals(nearest)) {
      return false;
    }
    replace(index, old, Trie.insert(index.owner(), old.ids, id, nearest));
    return true;
  }

  /**
   * Removes {@code id} from under {@code key}.
   *
   * @return whether it was there
   */
  public static boolean remove(PersistentMap.Edit<Posting> index, String key, String id) {
    Posting old = index.get(key);
    if (old == null || !old.contains(id)) {
      return false;
    }
    replace(index, old, Trie.remove(index.owner(), old.ids, id));
    return true;
  }

  /** The trie of the ids. */
  Object ids() {
    return ids;
  }

  private static void replace(PersistentMap.Edit<Posting> index, Posting old, Object newIds) {
    if (newIds == null) {
      index.remove(old.key);
    } else if (old.ids != newIds) { // Else the ids were changed in place.
      index.replace(new Posting(old.key, newIds));
    }
  }

  @Override
  public String key() {
    return key;
  }

  /** How many ids there are: one at least. Costs nothing. */
  public int count() {
    return Trie.count(ids);
  }

  /** The least id. */
  public String first() {
    return (String) Trie.first(ids);
  }

  /** Whether {@code id} is one of them. */
  public boolean contains(String id) {
    return Trie.get(ids, id) != null;
  }

  /** Hands every id to {@code sink}, in order. */
  public void forEach(Consumer<? super String> sink) {
    Trie.forEach(ids, id -> sink.accept((String) id));
  }

  /** The ids that are {@code id} or come after it, in order, lazily. */
  public Iterator<String> from(String id) {
    return new Cursor<>(ids, id);
  }
}
