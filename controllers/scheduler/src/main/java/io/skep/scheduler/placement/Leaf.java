package io.skep.scheduler.placement;

import java.util.PriorityQueue;

/** Nodes between which only their scores decide. */
final class Leaf implements Branch {
  private final PriorityQueue<Candidate> candidates = new PriorityQueue<>();
  private int tasks;

  void add(Candidate candidate) {
    candidates.add(candidate);
  }

  void addTasks(int more) {
    tasks += more;
  }

  @Override
  public int tasks() {
    return tasks;
  }

  @Override
  public Candidate best() {
    return candidates.peek();
  }

  @Override
  public void placed(boolean fitsMore) {
    tasks++;
    Candidate taker = candidates.remove();
    if (fitsMore) {
      taker.score();
      candidates.add(taker);
    }
  }

  @Override
  public void drop() {
    candidates.remove();
  }

  @Override
  public String toString() {
    return Integer.toString(tasks);
  }
}
