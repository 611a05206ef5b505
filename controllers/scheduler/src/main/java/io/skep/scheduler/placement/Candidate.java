package io.skep.scheduler.placement;

import io.skep.scheduler.NodeView;
import io.skep.scheduler.cluster.NodeInfo;
import java.util.List;
import java.util.function.ToLongFunction;

/** A node that may take a task, with its scores. The preferred one compares as less. */
final class Candidate implements Comparable<Candidate> {
  private final NodeInfo node;
  private final List<ToLongFunction<NodeView>> scorers;
  private final long[] scores;

  Candidate(NodeInfo node, List<ToLongFunction<NodeView>> scorers) {
    this.node = node;
    this.scorers = scorers;
    this.scores = new long[scorers.size()];
    score();
  }

  NodeInfo node() {
    return node;
  }

  /** Asks the scorers again: the node took a task. */
  void score() {
    for (int i = 0; i < scores.length; i++) {
      scores[i] = scorers.get(i).applyAsLong(node);
    }
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
