package io.skep.store.find;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Predicate;

/** What of a walk passes a test; looks ahead for it only when asked. */
final class Matching<E> implements Iterator<E> {
  private final Iterator<E> walk;
  private final Predicate<? super E> test;
  private E next;

  Matching(Iterator<E> walk, Predicate<? super E> test) {
    this.walk = walk;
    this.test = test;
  }

  @Override
  public boolean hasNext() {
    while (next == null && walk.hasNext()) {
      E candidate = walk.next();
      if (test.test(candidate)) {
        next = candidate;
      }
    }
    return next != null;
  }

  @Override
  public E next() {
    if (!hasNext()) {
      throw new NoSuchElementException("nothing is left; ask hasNext() first");
    }
    E found = next;
    next = null;
    return found;
  }
}
