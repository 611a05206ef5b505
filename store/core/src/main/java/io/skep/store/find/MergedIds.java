package io.skep.store.find;

import io.skep.store.index.Posting;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.PriorityQueue;

/** The ids of several postings in one order, each once. Each step costs the logarithm of them. */
final class MergedIds implements Iterator<String> {
  private final PriorityQueue<Head> heads =
      new PriorityQueue<>(Comparator.comparing((Head head) -> head.id));

  /** The ids from {@code from} on. */
  MergedIds(List<Posting> postings, String from) {
    for (Posting posting : postings) {
      push(new Head(posting.from(from)));
    }
  }

  @Override
  public boolean hasNext() {
    return !heads.isEmpty();
  }

  @Override
  public String next() {
    if (heads.isEmpty()) {
      throw new NoSuchElementException("no ids are left; ask hasNext() first");
    }
    String least = heads.peek().id;
    while (!heads.isEmpty() && heads.peek().id.equals(least)) {
      push(heads.poll());
    }
    return least;
  }

  private void push(Head head) {
    if (head.rest.hasNext()) {
      head.id = head.rest.next();
      heads.add(head);
    }
  }

  /** A posting from its next id on. */
  private static final class Head {
    private final Iterator<String> rest;
    private String id;

    Head(Iterator<String> rest) {
      this.rest = rest;
    }
  }
}
