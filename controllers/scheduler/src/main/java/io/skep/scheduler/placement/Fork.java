package io.skep.scheduler.placement;

import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Nodes in parts that get equally many tasks: the next task always goes to the part with the
 * fewest. So the fullest parts wait until the others have caught up, whatever the difference and
 * however many tasks come, and what a full part cannot take goes to the others.
 */
final class Fork implements Branch {
  /** Between parts with as few tasks, the better node decides. */
  private static final Comparator<Branch> EMPTIEST_FIRST =
      Comparator.comparingInt(Branch::tasks).thenComparing(Branch::best);

  // Only the first part ever changes, and is taken out for it, so the order stays right.
  private final PriorityQueue<Branch> open = new PriorityQueue<>(EMPTIEST_FIRST);
  private final List<Branch> parts;
  private int tasks;

  /** A branch of {@code parts}, which are told in this order. */
  Fork(List<? extends Branch> parts) {
    this.parts = List.copyOf(parts);
    for (Branch part : parts) {
      tasks += part.tasks();
      addIfOpen(part);
    }
  }

  @Override
  public int tasks() {
    return tasks;
  }

  @Override
  public Candidate best() {
    return open.isEmpty() ? null : open.peek().best();
  }

  @Override
  public void placed(boolean fitsMore) {
    Branch part = open.remove();
    part.placed(fitsMore);
    tasks++;
    addIfOpen(part);
  }

  @Override
  public void drop() {
    Branch part = open.remove();
    part.drop();
    addIfOpen(part);
  }

  private void addIfOpen(Branch part) {
    if (part.best() != null) {
      open.add(part);
    }
  }

  @Override
  public String toString() {
    return tasks + parts.toString();
  }
}
