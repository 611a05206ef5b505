package io.skep.store.find;

import io.skep.store.index.Keyed;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;

/**
 * The entries that each of several plans finds: a walk through the plan with the fewest entries,
 * and of each entry the question whether the others find it, the most selective asked first.
 */
final class Intersection<E extends Keyed> extends Plan<E> {
  private final Plan<E> smallest;
  private final List<Plan<E>> others;
  private final int steps;

  /** {@code members} is not empty. */
  Intersection(List<Plan<E>> members) {
    record Weighed<E extends Keyed>(Plan<E> plan, int steps) {}
    List<Weighed<E>> weighed = new ArrayList<>(members.size());
    int least = Integer.MAX_VALUE;
    for (Plan<E> member : members) {
      int itsSteps = member.steps(least); // No need to know by how much it is worse.
      least = Math.min(least, itsSteps);
      weighed.add(new Weighed<>(member, itsSteps));
    }
    weighed.sort(Comparator.comparingInt(Weighed::steps));
    List<Plan<E>> sorted = weighed.stream().map(Weighed::plan).toList();
    smallest = sorted.get(0);
    others = sorted.subList(1, sorted.size());
    steps = least;
  }

  @Override
  public int count() {
    int[] count = {0};
    smallest.forEach(
        entry -> {
          if (othersFind(entry)) {
            count[0]++;
          }
        });
    return count[0];
  }

  @Override
  boolean finds(E entry) {
    return smallest.finds(entry) && othersFind(entry);
  }

  private boolean othersFind(E entry) {
    for (Plan<E> other : others) {
      if (!other.finds(entry)) {
        return false;
      }
    }
    return true;
  }

  @Override
  Iterator<E> byId(String from) {
    return new Matching<>(smallest.byId(from), this::othersFind);
  }

  @Override
  int steps(int enough) {
    return steps;
  }
}
