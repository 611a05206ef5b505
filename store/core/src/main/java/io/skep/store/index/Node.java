package io.skep.store.index;

import java.util.Arrays;

/**
 * A branch of a {@link Trie}: the keys below it agree in their first {@link #depth} chars and
 * differ in the next one.
 *
 * <p>That next char, or the {@link #END} of the key, is the <em>symbol</em> of a kid. A bit mask
 * says which symbols occur; the kids stand in the order of their symbols without gaps, so the bits
 * below a symbol count out its slot. The mask of the base class covers the chars 0 to 127, which is
 * all that most nodes ever see, and that of {@link WideNode} the rest.
 *
 * <p>A node is changed in place only by the edit whose token it carries as {@code owner}; once that
 * edit has let go of its token the node is frozen for ever.
 */
class Node {
  /** The symbol of the key that ends at this depth; before all chars. */
  static final int END = -1;

  /** Above every symbol. */
  static final int NO_SYMBOL = 256;

  private static final int WORD = Long.SIZE;
  private static final int WIDE = 2 * WORD;

  private final Object owner;

  /** Twice the depth, plus one if the first kid is that of {@link #END}. */
  private int depthAndEnd;

  private int count;
  private long low;
  private long high;
  private Object[] kids;

  Node(Object owner, int depth, int count, Object[] kids) {
    this.owner = owner;
    this.depthAndEnd = depth << 1;
    this.count = count;
    this.kids = kids;
  }

  /** A node above two kids, of different symbols, of which the second is a leaf. */
  static Node above(Object owner, int depth, int symbol, Object kid, int leafSymbol, Object leaf) {
    Object[] kids = symbol < leafSymbol ? new Object[] {kid, leaf} : new Object[] {leaf, kid};
    int count = Trie.count(kid) + 1;
    Node node =
        Math.max(symbol, leafSymbol) < WIDE
            ? new Node(owner, depth, count, kids)
            : new WideNode(owner, depth, count, kids);
    node.flip(symbol);
    node.flip(leafSymbol);
    return node;
  }

  /** How many chars the keys below share; the symbols are those at this place. */
  final int depth() {
    return depthAndEnd >>> 1;
  }

  /** How many leaves there are below. */
  final int count() {
    return count;
  }

  /** How many kids there are: at least two. */
  final int size() {
    return kids.length;
  }

  final Object kid(int slot) {
    return kids[slot];
  }

  /** The kid of the char {@code c}, or null. */
  final Object child(char c) {
    long word;
    int before;
    if (c < WORD) {
      word = low;
      before = depthAndEnd & 1;
    } else if (c < WIDE) {
      word = high;
      before = (depthAndEnd & 1) + Long.bitCount(low);
    } else {
      return has(c) ? kids[slot(c)] : null;
    }
    long bit = 1L << c;
    return (word & bit) == 0 ? null : kids[before + Long.bitCount(word & (bit - 1))];
  }

  /** The leaf of the key that ends here, or null. */
  final Object end() {
    return (depthAndEnd & 1) == 0 ? null : kids[0];
  }

  final boolean has(int symbol) {
    return symbol == END
        ? (depthAndEnd & 1) != 0
        : symbol < NO_SYMBOL && (word(symbol / WORD) & 1L << symbol) != 0;
  }

  /** Where the kid of {@code symbol} stands, or would stand: the number of kids before it. */
  final int slot(int symbol) {
    if (symbol == END) {
      return 0;
    }
    int end = depthAndEnd & 1;
    long below = (1L << symbol) - 1;
    if (symbol < WORD) {
      return end + Long.bitCount(low & below);
    }
    int ascii = end + Long.bitCount(low);
    if (symbol < WIDE) {
      return ascii + Long.bitCount(high & below);
    }
    ascii += Long.bitCount(high);
    return symbol < 3 * WORD
        ? ascii + Long.bitCount(upper(2) & below)
        : ascii + Long.bitCount(upper(2)) + Long.bitCount(upper(3) & below);
  }

  /** The least symbol, {@code least} or above, that has a kid; or {@link #NO_SYMBOL}. */
  final int symbolFrom(int least) {
    if (least == END && has(END)) {
      return END;
    }
    int next = Math.max(least, 0);
    while (next < NO_SYMBOL) {
      long rest = word(next / WORD) >>> next;
      if (rest != 0) {
        return next + Long.numberOfTrailingZeros(rest);
      }
      next = (next / WORD + 1) * WORD;
    }
    return NO_SYMBOL;
  }

  /** This node if {@code by} owns it, else a copy that {@code by} owns. */
  final Node owned(Object by) {
    return owner == by ? this : copy(by, kids.clone(), false);
  }

  /** Puts {@code kid} in the place of another with the same symbol; the caller owns this node. */
  final void set(int slot, Object kid) {
    kids[slot] = kid;
  }

  /** Adds {@code delta} to the leaves below; the caller owns this node. */
  final void addCount(int delta) {
    count += delta;
  }

  /** This node with one kid more, of a new symbol: a leaf. */
  final Node with(Object by, int symbol, Object leaf) {
    int slot = slot(symbol);
    Object[] more = new Object[kids.length + 1];
    System.arraycopy(kids, 0, more, 0, slot);
    more[slot] = leaf;
    System.arraycopy(kids, slot, more, slot + 1, kids.length - slot);
    return reshaped(by, more, symbol, 1);
  }

  /** This node, of three kids at least, without that of {@code symbol}: a leaf. */
  final Node without(Object by, int symbol) {
    int slot = slot(symbol);
    Object[] less = Arrays.copyOf(kids, kids.length - 1);
    System.arraycopy(kids, slot + 1, less, slot, less.length - slot);
    return reshaped(by, less, symbol, -1);
  }

  private Node reshaped(Object by, Object[] newKids, int symbol, int delta) {
    boolean widen = symbol >= WIDE && !(this instanceof WideNode);
    Node node = owner == by && !widen ? this : copy(by, newKids, widen);
    node.kids = newKids;
    node.count += delta;
    node.flip(symbol);
    return node;
  }

  private Node copy(Object by, Object[] itsKids, boolean widen) {
    Node copy =
        widen || this instanceof WideNode
            ? new WideNode(by, 0, count, itsKids)
            : new Node(by, 0, count, itsKids);
    copy.depthAndEnd = depthAndEnd;
    copy.low = low;
    copy.high = high;
    copy.setUpper(upper(2), upper(3));
    return copy;
  }

  private long word(int i) {
    return i == 0 ? low : i == 1 ? high : upper(i);
  }

  private void flip(int symbol) {
    if (symbol == END) {
      depthAndEnd ^= 1;
    } else if (symbol < WORD) {
      low ^= 1L << symbol;
    } else if (symbol < WIDE) {
      high ^= 1L << symbol;
    } else {
      flipUpper(symbol);
    }
  }

  /** Word 2 or 3 of the mask. */
  long upper(int i) {
    return 0;
  }

  void setUpper(long third, long fourth) {}

  void flipUpper(int symbol) {
    throw new IllegalStateException("symbol " + symbol + " does not fit into a narrow node");
  }

  /** A node that has, or had, kids of chars above 127. */
  private static final class WideNode extends Node {
    private long third;
    private long fourth;

    WideNode(Object owner, int depth, int count, Object[] kids) {
      super(owner, depth, count, kids);
    }

    @Override
    long upper(int i) {
      return i == 2 ? third : fourth;
    }

    @Override
    void setUpper(long newThird, long newFourth) {
      third = newThird;
      fourth = newFourth;
    }

    @Override
    void flipUpper(int symbol) {
      if (symbol < 3 * WORD) {
        third ^= 1L << symbol;
      } else {
        fourth ^= 1L << symbol;
      }
    }
  }
}
