package io.skep.scheduler.placement;

import io.skep.api.Node;
import io.skep.scheduler.NodeView;
import io.skep.scheduler.cluster.NodeInfo;
import java.util.List;
import java.util.function.ToLongFunction;

/** A node in a tree, with its scores as of its last change. The preferred one compares as less. */
final class Candidate extends Heap.Element implements Comparable<Candidate> {
  private final NodeInfo node;
  private final long[] scores;
  private Node planted;
  private Leaf leaf;
  private int tasks;

  Candidate(NodeInfo node, int scorers) {
    this.node = node;
    this.scores = new long[scorers];
  }

  NodeInfo node() {
    return node;
  }

  Leaf leaf() {
    return leaf;
  }

  /** How many tasks of the service the node had when it was looked at last. */
  int tasks() {
    return tasks;
  }

  /**
   * Whether the node's object, and with it its labels, is what decided on the leaf. An equal object
   * that is another one costs only another look at the labels.
   */
  @SuppressWarnings("ReferenceEquality")
  boolean isPlantedAs(Node described) {
    return planted == described;
  }

  /** Moves it to {@code newLeaf}, by what {@code described} says. */
  void plant(Leaf newLeaf, Node described) {
    planted = described;
    if (newLeaf == leaf) {
      return;
    }
    // In this order, since a branch that both are part of must not be empty in between: it would
    // go.
    newLeaf.add(this);
    uproot();
    leaf = newLeaf;
  }

  /** Takes it out of its leaf. */
  void uproot() {
    if (leaf != null) {
      leaf.remove(this);
      leaf = null;
    }
  }

  /** Looks at the node again. */
  void look(int newTasks, List<ToLongFunction<NodeView>> scorers, boolean mayTake) {
    for (int i = 0; i < scores.length; i++) {
      scores[i] = scorers.get(i).applyAsLong(node);
    }
    int more = newTasks - tasks;
    tasks = newTasks;
    leaf.change(this, more, mayTake);
  }

  @Override
  public int compareTo(Candidate other) {
    for (int i = 0; i < scores.length; i++) {
      if (scores[i] != other.scores[i]) {
        return Long.compare(scores[i], other.scores[i]);
      }
    }
    return node.id().compareTo(other.node.id());
  }
}
