package io.skep.controller.queue;

/**
 * Elements in an order, taken out at once wherever they stand. An element has a {@link Link} for
 * each chain that it can be in, so nothing is allocated and nothing searched. Confined to one loop.
 */
final class Chain<E> {
  private Link<E> first;
  private Link<E> last;
  private int size;

  /** The place of {@code element} in a chain, one at a time. */
  static final class Link<E> {
    private final E element;
    private Link<E> before;
    private Link<E> after;

    Link(E element) {
      this.element = element;
    }
  }

  int size() {
    return size;
  }

  boolean isEmpty() {
    return first == null;
  }

  /** The first element; there must be one. */
  E first() {
    return first.element;
  }

  /** The element after that of {@code link}, which is in this chain; null after the last. */
  E after(Link<E> link) {
    return link.after == null ? null : link.after.element;
  }

  /** Puts {@code link}, which is in no chain, at the end. */
  void add(Link<E> link) {
    link.before = last;
    if (last == null) {
      first = link;
    } else {
      last.after = link;
    }
    last = link;
    size++;
  }

  /** Takes {@code link}, which is in this chain, out. */
  void remove(Link<E> link) {
    if (link.before == null) {
      first = link.after;
    } else {
      link.before.after = link.after;
    }
    if (link.after == null) {
      last = link.before;
    } else {
      link.after.before = link.before;
    }
    link.before = null;
    link.after = null;
    size--;
  }
}
