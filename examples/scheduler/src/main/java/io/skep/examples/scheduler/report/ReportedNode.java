package io.skep.examples.scheduler.report;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A node and what became of it. Immutable.
 *
 * @param id its identity in the store
 * @param hostname what people call it
 * @param role "manager" or "worker"
 * @param labels set by an operator, in key order
 * @param capacity all that tasks may reserve
 * @param steps at least one, in order of time
 */
public record ReportedNode(
    String id,
    String hostname,
    String role,
    SortedMap<String, String> labels,
    Amounts capacity,
    List<NodeStep> steps) {
  public ReportedNode {
    labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
    steps = List.copyOf(steps);
  }

  /** The same node with {@code steps} instead of its own. */
  ReportedNode withSteps(List<NodeStep> steps) {
    return new ReportedNode(id, hostname, role, labels, capacity, steps);
  }

  /** The step that it had last taken at {@code moment}; its first if it was not there yet. */
  public NodeStep stepAt(Duration moment) {
    NodeStep latest = steps.get(0);
    for (NodeStep step : steps) {
      if (step.at().compareTo(moment) <= 0) {
        latest = step;
      }
    }
    return latest;
  }

  /** How it ended the run. */
  public NodeStep last() {
    return steps.get(steps.size() - 1);
  }
}
