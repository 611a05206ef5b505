package io.skep.store.index;

import static org.assertj.core.api.Assertions.assertThat;

/** Checks the shape that {@link Node} and {@link Trie} promise. */
final class TrieInvariants {
  private TrieInvariants() {}

  static void check(OrderedMap<?> map) {
    checkPart(map.root());
  }

  static void checkPart(Object part) {
    if (part instanceof Node node) {
      checkNode(node);
    }
  }

  private static void checkNode(Node node) {
    String sample = Trie.key(Trie.first(node));
    assertThat(sample.length()).isGreaterThanOrEqualTo(node.depth());
    assertThat(node.size()).as("kids at depth %d", node.depth()).isGreaterThanOrEqualTo(2);
    int leaves = 0;
    int slot = 0;
    for (int symbol = node.symbolFrom(Node.END);
        symbol != Node.NO_SYMBOL;
        symbol = node.symbolFrom(symbol + 1)) {
      assertThat(node.has(symbol)).isTrue();
      assertThat(node.slot(symbol)).as("slot of symbol %d", symbol).isEqualTo(slot);
      Object kid = node.kid(slot++);
      checkKid(node, symbol, kid, sample);
      leaves += Trie.count(kid);
    }
    assertThat(slot).as("kids without a symbol").isEqualTo(node.size());
    assertThat(node.count()).as("leaves below").isEqualTo(leaves);
  }

  private static void checkKid(Node node, int symbol, Object kid, String sample) {
    if (kid instanceof Node below) {
      assertThat(below.depth()).as("depth below %d", node.depth()).isGreaterThan(node.depth());
    }
    String key = Trie.key(Trie.first(kid));
    assertThat(Trie.symbol(key, node.depth())).isEqualTo(symbol);
    assertThat(key.substring(0, node.depth())).isEqualTo(sample.substring(0, node.depth()));
    assertThat(symbol == Node.END && kid instanceof Node).as("a branch after the end").isFalse();
    checkPart(kid);
  }
}
