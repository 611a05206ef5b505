package io.skep.store.index;

import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * Walks the leaves of a trie by key. The trie must not change meanwhile.
 *
 * @param <V> what the leaves are
 */
final class Cursor<V> implements Iterator<V> {
  private static final int USUAL_HEIGHT = 8;

  /** The nodes from the root down to the next leaf, and in each the slot to visit next. */
  private Node[] path = new Node[USUAL_HEIGHT];

  private int[] slots = new int[USUAL_HEIGHT];
  private int height;
  private Object next;

  /** All leaves. */
  Cursor(Object root) {
    next = descend(root);
  }

  /** The leaves from {@code key} on. */
  Cursor(Object root, String key) {
    Object nearest = Trie.nearest(root, key);
    if (nearest != null) {
      String neighbour = Trie.key(nearest);
      seek(root, key, Trie.shared(key, neighbour, Integer.MAX_VALUE), neighbour);
    }
  }

  /** Goes to the first leaf at or after {@code key}, which shares {@code fork} chars with some. */
  private void seek(Object root, String key, int fork, String neighbour) {
    Object at = root;
    while (at instanceof Node node && node.depth() < fork) {
      int slot = node.slot(key.charAt(node.depth()));
      push(node, slot + 1);
      at = node.kid(slot);
    }
    int symbol = Trie.symbol(key, fork);
    if (at instanceof Node node && node.depth() == fork) {
      push(node, node.slot(symbol));
      next = advance();
    } else if (symbol <= Trie.symbol(neighbour, fork)) {
      next = descend(at); // All of this part shares the neighbour's first chars.
    } else {
      next = advance();
    }
  }

  @Override
  public boolean hasNext() {
    return next != null;
  }

  @Override
  @SuppressWarnings("unchecked") // The leaves are of type V.
  public V next() {
    if (next == null) {
      throw new NoSuchElementException("no values are left; ask hasNext() first");
    }
    V value = (V) next;
    next = advance();
    return value;
  }

  private Object advance() {
    while (height > 0) {
      int top = height - 1;
      Node node = path[top];
      int slot = slots[top]++;
      if (slot < node.size()) {
        return descend(node.kid(slot));
      }
      height = top;
    }
    return null;
  }

  private Object descend(Object from) {
    Object at = from;
    while (at instanceof Node node) {
      push(node, 1);
      at = node.kid(0);
    }
    return at;
  }

  private void push(Node node, int slot) {
    if (height == path.length) {
      path = Arrays.copyOf(path, 2 * height);
      slots = Arrays.copyOf(slots, 2 * height);
    }
    path[height] = node;
    slots[height] = slot;
    height++;
  }
}
