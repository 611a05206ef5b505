package io.skep.examples.scheduler.check;

import io.skep.api.Node;
import io.skep.api.Task;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Why some nodes cannot take a task: how many of them for which reason. Immutable. */
final class Explanation {
  private static final String PREFIX = "no suitable node";

  private final Map<Obstacle, Long> counts;

  private Explanation(Map<Obstacle, Long> counts) {
    this.counts = counts;
  }

  /** Counts the first obstacle of each of {@code nodes}; empty if a node could take the task. */
  static Optional<Explanation> of(ClusterState state, List<Node> nodes, Task task) {
    var counts = new EnumMap<Obstacle, Long>(Obstacle.class);
    for (Node node : nodes) {
      Optional<Obstacle> first = Obstacle.first(state, node, task);
      if (first.isEmpty()) {
        return Optional.empty();
      }
      counts.merge(first.get(), 1L, Long::sum);
    }
    return Optional.of(new Explanation(counts));
  }

  /** The text for a task that could go to any node (SC-77, SC-78). */
  String forAnyNode() {
    return counts.isEmpty() ? PREFIX : "%s (%s)".formatted(PREFIX, forItsNode());
  }

  /** The text for a task that can go to one node only (SC-72). */
  String forItsNode() {
    List<String> parts =
        counts.entrySet().stream()
            .sorted(
                Map.Entry.<Obstacle, Long>comparingByValue(Comparator.reverseOrder())
                    .thenComparing(Map.Entry.comparingByKey()))
            .map(entry -> entry.getKey().text(entry.getValue()))
            .toList();
    return String.join("; ", parts);
  }
}
