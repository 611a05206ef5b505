package io.skep.scheduler.placement;

import io.skep.api.Task;
import io.skep.scheduler.NodeView;
import io.skep.scheduler.Scorer;
import io.skep.scheduler.cluster.NodeInfo;
import io.skep.scheduler.constraint.NodeAttribute;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/**
 * The nodes that may take one of several tasks that are alike, in the order in which they should:
 * spread over the values of each label that the tasks' placement prefers, and in the end by score.
 *
 * <p>Making one costs a look at every node; after that each task costs the logarithm of the number
 * of candidates. One use: made when there are tasks to place, dropped afterwards.
 */
public final class SpreadTree {
  private final Branch root;

  private SpreadTree(Branch root) {
    this.root = root;
  }

  /**
   * The tree for {@code task} and those like it.
   *
   * @param nodes all nodes: those that may take no task count for the balance all the same
   * @param mayTake which may take one
   */
  public static SpreadTree of(
      Task task,
      Collection<NodeInfo> nodes,
      Predicate<NodeInfo> mayTake,
      List<Scorer> scorers,
      Instant now) {
    List<ToLongFunction<NodeView>> scores =
        scorers.stream().map(scorer -> scorer.scoreFor(task, now)).toList();
    return new SpreadTree(
        new Planting(task.getServiceId(), levels(task), mayTake, scores).plant(nodes, 0));
  }

  /** The node for the next task; empty if none may take it. */
  public Optional<NodeInfo> best() {
    return Optional.ofNullable(root.best()).map(Candidate::node);
  }

  /** Notes that {@link #best} took a task, and whether it may take another. */
  public void placed(boolean fitsMore) {
    root.placed(fitsMore);
  }

  /** Removes {@link #best}, which cannot take a task after all. */
  public void drop() {
    root.drop();
  }

  /**
   * How many tasks of the service each branch has, those that are full included, by the values of
   * the label: {@code 9[5[3, 2], 4[4]]} is two data centres, the first with two racks.
   */
  @Override
  public String toString() {
    return root.toString();
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

  /** What it takes to make branches. */
  private record Planting(
      String serviceId,
      List<NodeAttribute> levels,
      Predicate<NodeInfo> mayTake,
      List<ToLongFunction<NodeView>> scores) {

    Branch plant(Collection<NodeInfo> nodes, int level) {
      if (level == levels.size()) {
        return leaf(nodes);
      }
      var byValue = new TreeMap<String, List<NodeInfo>>();
      for (NodeInfo node : nodes) {
        String value = levels.get(level).of(node.node());
        byValue.computeIfAbsent(value, v -> new ArrayList<>()).add(node);
      }
      return new Fork(byValue.values().stream().map(part -> plant(part, level + 1)).toList());
    }

    private Leaf leaf(Collection<NodeInfo> nodes) {
      var leaf = new Leaf();
      for (NodeInfo node : nodes) {
        leaf.addTasks(node.activeTasks(serviceId));
        if (mayTake.test(node)) {
          leaf.add(new Candidate(node, scores));
        }
      }
      return leaf;
    }
  }
}
