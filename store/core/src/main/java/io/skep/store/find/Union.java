package io.skep.store.find;

import io.skep.store.PageCursor;
import io.skep.store.index.Keyed;
import java.util.Collections;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/** The entries that any of several plans finds, plan by plan, each entry at its first place. */
final class Union<E extends Keyed> extends Plan<E> {
  /** None of them is a union itself. */
  private final List<Plan<E>> members;

  Union(List<Plan<E>> members) {
    this.members = members;
  }

  List<Plan<E>> members() {
    return members;
  }

  @Override
  public void forEach(Consumer<? super E> sink) {
    Set<String> seen = new HashSet<>(); // Asked only, never walked.
    for (Plan<E> member : members) {
      member.forEach(
          entry -> {
            if (seen.add(entry.key())) {
              sink.accept(entry);
            }
          });
    }
  }

  @Override
  public Iterator<E> from(PageCursor start) {
    return new Walk(start);
  }

  @Override
  public PageCursor after(E entry) {
    int first = 0;
    while (!members.get(first).finds(entry)) {
      first++;
    }
    PageCursor place = members.get(first).after(entry);
    return new PageCursor(first, place.key(), place.id());
  }

  @Override
  public int count() {
    int[] count = {0};
    forEach(entry -> count[0]++);
    return count[0];
  }

  @Override
  boolean finds(E entry) {
    return isFoundBefore(entry, members.size());
  }

  /** Whether one of the first {@code end} members finds {@code entry}. */
  private boolean isFoundBefore(E entry, int end) {
    for (int i = 0; i < end; i++) {
      if (members.get(i).finds(entry)) {
        return true;
      }
    }
    return false;
  }

  @Override
  Iterator<E> byId(String from) {
    TreeMap<String, E> sorted = new TreeMap<>();
    for (Plan<E> member : members) {
      member.byId(from).forEachRemaining(entry -> sorted.put(entry.key(), entry));
    }
    return sorted.values().iterator();
  }

  @Override
  int steps(int enough) {
    int steps = 0;
    for (Plan<E> member : members) {
      steps = (int) Math.min(Integer.MAX_VALUE, (long) steps + member.steps(enough));
    }
    return steps;
  }

  /**
   * Member by member. An entry is passed where an earlier member finds it: nothing is remembered.
   */
  private final class Walk implements Iterator<E> {
    private int member;
    private Iterator<E> entries;

    Walk(PageCursor start) {
      member = start.member();
      entries = enter(new PageCursor(0, start.key(), start.id()));
    }

    private Iterator<E> enter(PageCursor start) {
      int place = member;
      return place < members.size()
          ? new Matching<>(members.get(place).from(start), entry -> !isFoundBefore(entry, place))
          : Collections.emptyIterator();
    }

    @Override
    public boolean hasNext() {
      while (!entries.hasNext() && member < members.size()) {
        member++;
        entries = enter(PageCursor.START);
      }
      return entries.hasNext();
    }

    @Override
    public E next() {
      if (!hasNext()) {
        throw new NoSuchElementException("nothing is left; ask hasNext() first");
      }
      return entries.next();
    }
  }
}
