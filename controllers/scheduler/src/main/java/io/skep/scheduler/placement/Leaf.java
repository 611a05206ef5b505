package io.skep.scheduler.placement;

/** Nodes between which only their scores decide. */
final class Leaf extends Branch {
  private final Heap<Candidate> open = new Heap<>(Candidate::compareTo);

  Leaf(Fork whole, String value) {
    super(whole, value);
  }

  @Override
  Candidate best() {
    return open.first();
  }

  /** Adds a node that has so many tasks of the service. It may take none yet. */
  void add(Candidate candidate) {
    changed(candidate.tasks(), 1);
  }

  /** Takes a node out, with its tasks. */
  void remove(Candidate candidate) {
    open.remove(candidate);
    changed(-candidate.tasks(), -1);
  }

  /** Takes note that a node has more or fewer tasks and new scores, and whether it may take one. */
  void change(Candidate candidate, int moreTasks, boolean mayTake) {
    if (mayTake) {
      open.put(candidate);
    } else {
      open.remove(candidate);
    }
    changed(moreTasks, 0);
  }

  @Override
  public String toString() {
    return Integer.toString(tasks());
  }
}
