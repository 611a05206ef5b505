package io.skep.store.index;

import java.util.function.Consumer;

/**
 * Walks and changes of bitmap PATRICIA tries: ordered maps from keys to leaves.
 *
 * <p>A trie is its root: null if it is empty, else a leaf or a {@link Node}. A leaf is a {@link
 * Keyed} value, or a key that stands for itself. Nodes are only where keys part, and hold no part
 * of a key; a walk looks only at the chars where its key could leave the others, and compares whole
 * keys once, at the leaf. (D. Morrison, PATRICIA, 1968; the masks are those of P. Bagwell, Ideal
 * Hash Trees, 2001.)
 *
 * <p>Changes own the nodes from the root down to the change: copies on the first touch, the same
 * nodes later, while {@code owner} is the same. They return the new root.
 */
final class Trie {
  private Trie() {}

  static String key(Object leaf) {
    return leaf instanceof String key ? key : ((Keyed) leaf).key();
  }

  /** How many leaves there are. */
  static int count(Object root) {
    return root instanceof Node node ? node.count() : root == null ? 0 : 1;
  }

  /** The leaf with {@code key}, or null. */
  static Object get(Object root, String key) {
    Object at = root;
    while (at instanceof Node node) {
      at = next(node, key);
    }
    return at != null && key(at).equals(key) ? at : null;
  }

  /** The only kid of {@code node} that may hold {@code key}, or null. */
  private static Object next(Node node, String key) {
    int depth = node.depth();
    if (depth < key.length()) {
      return node.child(key.charAt(depth));
    }
    return depth == key.length() ? node.end() : null;
  }

  /** The leaf with the least key; null only if the trie is empty. */
  static Object first(Object root) {
    Object at = root;
    while (at instanceof Node node) {
      at = node.kid(0);
    }
    return at;
  }

  /**
   * A leaf that shares at least as many first chars with {@code key} as any other; null only if the
   * trie is empty.
   */
  static Object nearest(Object root, String key) {
    Object at = root;
    while (at instanceof Node node) {
      Object next = next(node, key);
      at = next == null ? first(node) : next;
    }
    return at;
  }

  /** The root of the part in which all keys start with {@code prefix}; null if there are none. */
  static Object below(Object root, String prefix) {
    Object at = root;
    while (at instanceof Node node && node.depth() < prefix.length()) {
      at = node.child(prefix.charAt(node.depth()));
    }
    return at != null && key(first(at)).startsWith(prefix) ? at : null;
  }

  /** How many first chars {@code a} and {@code b} share, at most {@code limit}. */
  static int shared(String a, String b, int limit) {
    int end = Math.min(limit, Math.min(a.length(), b.length()));
    int i = 0;
    while (i < end && a.charAt(i) == b.charAt(i)) {
      i++;
    }
    return i;
  }

  /** What parts {@code key} from other keys that share its first {@code depth} chars. */
  static int symbol(String key, int depth) {
    return depth < key.length() ? key.charAt(depth) : Node.END;
  }

  /** Hands every leaf to {@code sink}, by key. */
  static void forEach(Object root, Consumer<Object> sink) {
    if (root instanceof Node node) {
      for (int slot = 0; slot < node.size(); slot++) {
        forEach(node.kid(slot), sink);
      }
    } else if (root != null) {
      sink.accept(root);
    }
  }

  /** Puts {@code leaf} in the place of the one with its key, which is there. */
  static Object replace(Object owner, Object root, Object leaf) {
    if (!(root instanceof Node node)) {
      return leaf;
    }
    int slot = node.slot(symbol(key(leaf), node.depth()));
    Object below = replace(owner, node.kid(slot), leaf);
    Node own = node.owned(owner);
    own.set(slot, below);
    return own;
  }

  /**
   * Adds {@code leaf}, whose key is not there.
   *
   * @param nearest the leaf {@linkplain #nearest nearest} to its key; null if the trie is empty
   */
  static Object insert(Object owner, Object root, Object leaf, Object nearest) {
    if (nearest == null) {
      return leaf;
    }
    String key = key(leaf);
    String neighbour = key(nearest);
    int fork = shared(key, neighbour, Integer.MAX_VALUE);
    return insert(owner, root, leaf, key, neighbour, fork);
  }

  /** Adds {@code leaf} where {@code key} parts from {@code neighbour}: at char {@code fork}. */
  private static Object insert(
      Object owner, Object part, Object leaf, String key, String neighbour, int fork) {
    if (part instanceof Node node && node.depth() < fork) {
      int slot = node.slot(key.charAt(node.depth()));
      Object below = insert(owner, node.kid(slot), leaf, key, neighbour, fork);
      Node own = node.owned(owner);
      own.set(slot, below);
      own.addCount(1);
      return own;
    }
    int symbol = symbol(key, fork);
    return part instanceof Node node && node.depth() == fork
        ? node.with(owner, symbol, leaf)
        : Node.above(owner, fork, symbol(neighbour, fork), part, symbol, leaf);
  }

  /** Removes the leaf with {@code key}, which is there. */
  static Object remove(Object owner, Object root, String key) {
    if (!(root instanceof Node node)) {
      return null;
    }
    int symbol = symbol(key, node.depth());
    int slot = node.slot(symbol);
    Object below = remove(owner, node.kid(slot), key);
    if (below == null) {
      return node.size() == 2 ? node.kid(1 - slot) : node.without(owner, symbol);
    }
    Node own = node.owned(owner);
    own.set(slot, below);
    own.addCount(-1);
    return own;
  }
}
