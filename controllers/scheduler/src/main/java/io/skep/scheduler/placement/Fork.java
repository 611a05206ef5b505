package io.skep.scheduler.placement;

import java.util.Comparator;
import java.util.TreeMap;
import java.util.function.BiFunction;

/**
 * Nodes in parts that get equally many tasks: the next task always goes to the part with the
 * fewest. So the fullest parts wait until the others have caught up, whatever the difference and
 * however many tasks come, and what a full part cannot take goes to the others.
 */
final class Fork extends Branch {
  /** Between parts with as few tasks, the better node decides. */
  private static final Comparator<Branch> EMPTIEST_FIRST =
      Comparator.comparingInt(Branch::tasks).thenComparing(Branch::best);

  private final TreeMap<String, Branch> parts = new TreeMap<>();
  private final Heap<Branch> open = new Heap<>(EMPTIEST_FIRST);

  Fork(Fork whole, String value) {
    super(whole, value);
  }

  /** The part of nodes with {@code value}; if there is none, the one that {@code grow} makes. */
  Branch part(String value, BiFunction<Fork, String, Branch> grow) {
    return parts.computeIfAbsent(value, v -> grow.apply(this, v));
  }

  @Override
  Candidate best() {
    Branch emptiest = open.first();
    return emptiest == null ? null : emptiest.best();
  }

  /** Takes note of a change in {@code part}. */
  void partChanged(Branch part, int moreTasks, int moreNodes) {
    if (part.best() == null) {
      open.remove(part);
    } else {
      open.put(part);
    }
    if (part.nodes() == 0) {
      parts.remove(part.value());
    }
    changed(moreTasks, moreNodes);
  }

  @Override
  public String toString() {
    return tasks() + parts.values().toString();
  }
}
