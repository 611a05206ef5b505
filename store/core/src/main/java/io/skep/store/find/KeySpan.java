package io.skep.store.find;

import io.skep.store.By;
import io.skep.store.index.IndexKey;
import io.skep.store.index.OrderedMap;
import io.skep.store.index.Posting;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * Some keys of an index that follow each other. Immutable.
 *
 * @param prefix what they start with
 * @param from the least of them
 * @param to the least key after them; null if nothing but the prefix ends them
 */
record KeySpan(String prefix, String from, String to) {
  static KeySpan startingWith(String prefix) {
    return new KeySpan(prefix, "", null);
  }

  static KeySpan of(By.Range<?> range) {
    IndexKey.checked(range.fromKey());
    return new KeySpan("", range.fromKey(), range.toKey());
  }

  /** Only {@code key}. */
  static KeySpan only(String key) {
    return new KeySpan(key, key, Plan.next(key));
  }

  boolean holds(String key) {
    return key.startsWith(prefix) && key.compareTo(from) >= 0 && !isAfter(key);
  }

  private boolean isAfter(String key) {
    return to != null && key.compareTo(to) >= 0;
  }

  /** What {@code index} holds under these keys, by key. */
  Iterator<Posting> in(OrderedMap<Posting> index) {
    return in(index, "");
  }

  /** The same from {@code start} on. */
  Iterator<Posting> in(OrderedMap<Posting> index, String start) {
    Iterator<Posting> walk = index.from(prefix, start.compareTo(from) < 0 ? from : start);
    return to == null ? walk : new Until(walk);
  }

  /** A walk that ends before {@link #to}; looks one ahead. */
  private final class Until implements Iterator<Posting> {
    private final Iterator<Posting> walk;
    private Posting next;

    Until(Iterator<Posting> walk) {
      this.walk = walk;
      advance();
    }

    private void advance() {
      next = walk.hasNext() ? walk.next() : null;
      if (next != null && isAfter(next.key())) {
        next = null;
      }
    }

    @Override
    public boolean hasNext() {
      return next != null;
    }

    @Override
    public Posting next() {
      if (next == null) {
        throw new NoSuchElementException("nothing is left; ask hasNext() first");
      }
      Posting found = next;
      advance();
      return found;
    }
  }
}
