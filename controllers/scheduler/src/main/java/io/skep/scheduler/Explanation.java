package io.skep.scheduler;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Why no node takes a task, in short: for each filter, how many nodes it is the first to refuse.
 * Immutable. What would help says {@code io.skep.scheduler.explain}.
 *
 * @param refusals in the order in which the filters are asked; those that refuse none left out
 */
public record Explanation(List<Refusal> refusals) {
  /**
   * The nodes that one filter keeps a task from.
   *
   * @param filter which
   * @param nodes how many, at least 1
   */
  public record Refusal(Filter filter, int nodes) {
    @Override
    public String toString() {
      return filter.explain(nodes);
    }
  }

  private static final String NO_NODE = "no suitable node";

  /** There are no nodes to speak of. */
  public static final Explanation NO_NODES = new Explanation(List.of());

  /** Copies the list. */
  public Explanation {
    refusals = List.copyOf(refusals);
  }

  /** The filter that keeps the task from one node. */
  public static Explanation of(Filter filter) {
    return new Explanation(List.of(new Refusal(filter, 1)));
  }

  /** How many nodes were refused. */
  public int nodes() {
    return refusals.stream().mapToInt(Refusal::nodes).sum();
  }

  /** The reasons in SwarmKit's words: those that concern most nodes first. */
  public String reasons() {
    var sorted = new ArrayList<>(refusals);
    sorted.sort(Comparator.comparingInt(Refusal::nodes).reversed()); // Stable: ties stay in order.
    return sorted.stream().map(Refusal::toString).collect(Collectors.joining("; "));
  }

  /** The error of a task that no node takes, in SwarmKit's words. */
  public String noSuitableNode() {
    return refusals.isEmpty() ? NO_NODE : NO_NODE + " (" + reasons() + ")";
  }

  @Override
  public String toString() {
    return noSuitableNode();
  }
}
