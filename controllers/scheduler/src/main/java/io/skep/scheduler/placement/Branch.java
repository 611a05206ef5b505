package io.skep.scheduler.placement;

/** A set of nodes that tasks are spread over; part of a wider one but for the root. */
abstract sealed class Branch extends Heap.Element permits Fork, Leaf {
  private final Fork whole;
  private final String value;
  private int tasks;
  private int nodes;

  /**
   * A branch without nodes.
   *
   * @param whole what it is a part of; null for the root
   * @param value what its nodes have in common there
   */
  Branch(Fork whole, String value) {
    this.whole = whole;
    this.value = value;
  }

  /** What its nodes have in common, as a part of the whole. */
  String value() {
    return value;
  }

  /** How many active tasks of the service its nodes have, whether or not they may take more. */
  int tasks() {
    return tasks;
  }

  /** How many nodes it has. */
  int nodes() {
    return nodes;
  }

  /** The node for the next task; null if none may take it. */
  abstract Candidate best();

  /** Takes note of more or fewer tasks or nodes, and that {@link #best} may be another. */
  void changed(int moreTasks, int moreNodes) {
    tasks += moreTasks;
    nodes += moreNodes;
    if (whole != null) {
      whole.partChanged(this, moreTasks, moreNodes);
    }
  }
}
