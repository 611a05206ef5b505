package io.skep.scheduler.placement;

import io.skep.scheduler.Explanation;
import io.skep.scheduler.Explanation.Refusal;
import io.skep.scheduler.cluster.Cluster;
import io.skep.scheduler.cluster.NodeInfo;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What the filters say of every node for tasks that are alike. Every node is judged once, and again
 * only when it changed, so the explanation is about all nodes as they are, and keeping it so costs
 * as much as changes.
 */
public final class Verdicts {
  private static final byte UNJUDGED = 0;
  private static final byte PASSES = 1;

  /** The verdict for a node that filter 0 refuses; that of filter 1 is one more, and so on. */
  private static final byte REFUSED = 2;

  private final Demands demands;
  private final int[] nodesByVerdict;
  private byte[] bySlot = new byte[0];
  private Cluster.Mark seen = Cluster.Mark.NOTHING;
  private long edition;

  /** Verdicts by {@code demands}; of no node yet. */
  public Verdicts(Demands demands) {
    this.demands = demands;
    this.nodesByVerdict = new int[REFUSED + demands.size()];
  }

  /**
   * Judges the nodes that changed since the last time.
   *
   * @return how many were judged
   */
  public int refresh(Cluster cluster) {
    if (seen.equals(cluster.mark())) {
      return 0;
    }
    if (!cluster.forEachRemovedSince(seen, this::forget)) {
      forgetAll();
      seen = Cluster.Mark.NOTHING;
    }
    if (bySlot.length < cluster.slots()) {
      bySlot = Arrays.copyOf(bySlot, cluster.slots());
    }
    int judged = cluster.forEachChangedSince(seen, this::judge);
    seen = cluster.mark();
    return judged;
  }

  /** Notes that something changed that concerns every node: all are judged again. */
  public void doubt() {
    seen = Cluster.Mark.NOTHING;
  }

  private void judge(NodeInfo node) {
    int refusal = demands.firstRefusal(node);
    put(node.slot(), refusal == Demands.NONE ? PASSES : (byte) (REFUSED + refusal));
  }

  private void forget(int slot) {
    if (slot < bySlot.length) {
      put(slot, UNJUDGED);
    }
  }

  private void put(int slot, byte verdict) {
    byte before = bySlot[slot];
    if (verdict != before) {
      bySlot[slot] = verdict;
      nodesByVerdict[verdict]++;
      nodesByVerdict[before]--; // Nobody asks how many are unjudged.
      edition++;
    }
  }

  /** Whether {@code node} may take a task, as judged last. */
  public boolean passes(NodeInfo node) {
    return bySlot[node.slot()] == PASSES;
  }

  /** How many nodes may take a task. */
  public int passing() {
    return nodesByVerdict[PASSES];
  }

  /** Why the other nodes may not. */
  public Explanation explanation() {
    var refusals = new ArrayList<Refusal>();
    for (int i = 0; i < demands.size(); i++) {
      if (nodesByVerdict[REFUSED + i] > 0) {
        refusals.add(new Refusal(demands.filter(i), nodesByVerdict[REFUSED + i]));
      }
    }
    return refusals.isEmpty() ? Explanation.NO_NODES : new Explanation(List.copyOf(refusals));
  }

  /** Rises whenever {@link #explanation} may say something else than before. */
  public long edition() {
    return edition;
  }

  private void forgetAll() {
    Arrays.fill(bySlot, UNJUDGED);
    Arrays.fill(nodesByVerdict, 0);
    edition++;
  }
}
