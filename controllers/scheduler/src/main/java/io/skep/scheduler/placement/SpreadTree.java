package io.skep.scheduler.placement;

import io.skep.api.Task;
import io.skep.scheduler.NodeView;
import io.skep.scheduler.Scorer;
import io.skep.scheduler.cluster.Cluster;
import io.skep.scheduler.cluster.NodeInfo;
import io.skep.scheduler.constraint.NodeAttribute;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/**
 * The nodes that may take one of several tasks that are alike, in the order in which they should:
 * spread over the values of each label that the tasks' placement prefers, and in the end by score.
 *
 * <p>It is kept as long as it may be of use, and follows the cluster: the first {@link #refresh}
 * looks at every node, each later one only at those that changed, for the logarithm of their number
 * each. So does a task that is placed: it changes one node.
 */
public final class SpreadTree {
  private final Task like;
  private final List<NodeAttribute> levels;
  private final List<Scorer> scorers;
  private Branch root;
  private Candidate[] bySlot = new Candidate[0];
  private List<ToLongFunction<NodeView>> scores = List.of();
  private Instant scoredAt;
  private Cluster.Mark seen = Cluster.Mark.NOTHING;

  /** A tree for {@code like} and all tasks that are alike, without nodes. */
  public SpreadTree(Task like, List<Scorer> scorers) {
    this.like = like;
    this.levels = levels(like);
    this.scorers = scorers;
    this.root = grow(null, "", 0);
  }

  /**
   * Looks at the nodes that changed since the last time; at all of them the first time.
   *
   * @param mayTake which nodes may take a task
   * @param now what scorers are told
   * @return how many nodes were looked at
   */
  public int refresh(Cluster cluster, Predicate<NodeInfo> mayTake, Instant now) {
    if (seen.equals(cluster.mark())) {
      return 0;
    }
    if (!now.equals(scoredAt)) {
      scores = scorers.stream().map(scorer -> scorer.scoreFor(like, now)).toList();
      scoredAt = now;
    }
    if (!cluster.forEachRemovedSince(seen, this::remove)) {
      root = grow(null, "", 0);
      Arrays.fill(bySlot, null);
      seen = Cluster.Mark.NOTHING;
    }
    if (bySlot.length < cluster.slots()) {
      bySlot = Arrays.copyOf(bySlot, cluster.slots());
    }
    int looks = cluster.forEachChangedSince(seen, node -> look(node, mayTake));
    seen = cluster.mark();
    return looks;
  }

  /** Notes that every node may have another verdict: all are looked at again. */
  public void doubt() {
    seen = Cluster.Mark.NOTHING;
  }

  /** The node for the next task; empty if none may take it. */
  public Optional<NodeInfo> best() {
    return Optional.ofNullable(root.best()).map(Candidate::node);
  }

  /** Leaves out {@link #best}, which cannot take a task after all, until it changes. */
  public void drop() {
    Candidate best = root.best();
    best.leaf().change(best, 0, false);
  }

  /** How many nodes it holds, those that may take no task included. */
  public int size() {
    return root.nodes();
  }

  private void remove(int slot) {
    if (slot < bySlot.length && bySlot[slot] != null) {
      bySlot[slot].uproot();
      bySlot[slot] = null;
    }
  }

  private void look(NodeInfo node, Predicate<NodeInfo> mayTake) {
    Candidate candidate = bySlot[node.slot()];
    if (candidate == null) {
      candidate = new Candidate(node, scores.size());
      bySlot[node.slot()] = candidate;
    }
    if (!candidate.isPlantedAs(node.node())) {
      candidate.plant(leafOf(node), node.node());
    }
    candidate.look(node.activeTasks(like.getServiceId()), scores, mayTake.test(node));
  }

  private Leaf leafOf(NodeInfo node) {
    Branch branch = root;
    for (int level = 0; branch instanceof Fork fork; level++) {
      int inner = level + 1;
      String value = levels.get(level).of(node.node());
      branch = fork.part(value, (whole, v) -> grow(whole, v, inner));
    }
    return (Leaf) branch;
  }

  private Branch grow(Fork whole, String value, int level) {
    return level < levels.size() ? new Fork(whole, value) : new Leaf(whole, value);
  }

  /**
   * What tasks are to be spread over, the most important first; what cannot be read is left out.
   */
  private static List<NodeAttribute> levels(Task task) {
    return task.getSpec().getPlacement().getPreferencesList().stream()
        .map(preference -> NodeAttribute.label(preference.getSpread().getSpreadDescriptor()))
        .flatMap(Optional::stream)
        .toList();
  }

  /**
   * How many tasks of the service each branch has, those that are full included, by the values of
   * the label: {@code 9[5[3, 2], 4[4]]} is two data centres, the first with two racks.
   */
  @Override
  public String toString() {
    return root.toString();
  }
}
