package io.skep.store.find;

import io.skep.store.index.Keyed;
import io.skep.store.index.OrderedMap;
import io.skep.store.index.Posting;
import java.util.Iterator;
import java.util.List;

/** The entries under any of several keys of an index, by id. */
final class SeveralKeys<E extends Keyed> extends Plan<E> {
  private final OrderedMap<E> byId;
  private final List<Posting> postings;

  /** Whether no entry is under more than one of the keys. */
  private final boolean disjoint;

  /** {@code postings} are those of different keys. */
  SeveralKeys(OrderedMap<E> byId, List<Posting> postings, boolean disjoint) {
    this.byId = byId;
    this.postings = postings;
    this.disjoint = disjoint;
  }

  @Override
  public int count() {
    if (disjoint) {
      return sum();
    }
    int count = 0;
    for (var ids = new MergedIds(postings, ""); ids.hasNext(); ids.next()) {
      count++;
    }
    return count;
  }

  @Override
  boolean finds(E entry) {
    return postings.stream().anyMatch(posting -> posting.contains(entry.key()));
  }

  @Override
  Iterator<E> byId(String from) {
    return new Entries<>(byId, new MergedIds(postings, from));
  }

  @Override
  int steps(int enough) {
    return sum();
  }

  private int sum() {
    return postings.stream().mapToInt(Posting::count).sum();
  }
}
