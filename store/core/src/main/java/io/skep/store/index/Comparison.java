package io.skep.store.index;

/** Finds how two frozen tries differ, without a look at the parts that they share. */
final class Comparison<V extends Keyed> {
  private final Differences<? super V> visitor;

  Comparison(Differences<? super V> visitor) {
    this.visitor = visitor;
  }

  /** Compares two parts; null stands for an empty one. */
  void compare(Object before, Object after) {
    if (before == after) {
      return;
    }
    if (before == null) {
      Trie.forEach(after, leaf -> visitor.added(value(leaf)));
    } else if (after == null) {
      Trie.forEach(before, leaf -> visitor.removed(value(leaf)));
    } else {
      compareFilled(before, after);
    }
  }

  private void compareFilled(Object before, Object after) {
    String oldKey = Trie.key(Trie.first(before));
    String newKey = Trie.key(Trie.first(after));
    if (!(before instanceof Node) && !(after instanceof Node) && oldKey.equals(newKey)) {
      visitor.changed(value(before), value(after));
      return;
    }
    int depth = Trie.shared(oldKey, newKey, Math.min(depth(before), depth(after)));
    var old = new Fan(before, oldKey, depth);
    var young = new Fan(after, newKey, depth);
    int symbol = Math.min(old.symbolFrom(Node.END), young.symbolFrom(Node.END));
    while (symbol != Node.NO_SYMBOL) {
      compare(old.kid(symbol), young.kid(symbol));
      symbol = Math.min(old.symbolFrom(symbol + 1), young.symbolFrom(symbol + 1));
    }
  }

  /** How many first chars all keys of {@code part} share at least. */
  private static int depth(Object part) {
    return part instanceof Node node ? node.depth() : Trie.key(part).length();
  }

  @SuppressWarnings("unchecked") // Only values of type V are put in.
  private V value(Object leaf) {
    return (V) leaf;
  }

  /**
   * A part, whose keys share the first {@code depth} chars, seen as fanned out at that depth: a
   * node there has its kids; what is deeper is its own only kid.
   */
  private record Fan(Object part, String anyKey, int depth) {
    int symbolFrom(int least) {
      if (part instanceof Node node && node.depth() == depth) {
        return node.symbolFrom(least);
      }
      int symbol = Trie.symbol(anyKey, depth);
      return symbol >= least ? symbol : Node.NO_SYMBOL;
    }

    Object kid(int symbol) {
      if (part instanceof Node node && node.depth() == depth) {
        return node.has(symbol) ? node.kid(node.slot(symbol)) : null;
      }
      return symbol == Trie.symbol(anyKey, depth) ? part : null;
    }
  }
}
