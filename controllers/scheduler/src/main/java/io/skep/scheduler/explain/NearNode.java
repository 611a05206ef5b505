package io.skep.scheduler.explain;

import io.skep.scheduler.Remedy;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * A node, and all that it would need to take a task. Immutable.
 *
 * @param nodeId its id
 * @param name what people call it
 * @param remedies everything that is needed, each as little as possible; none is empty
 */
public record NearNode(String nodeId, String name, List<Remedy> remedies) {
  /** Fewer changes first, then those that concern no service, then the smaller ones, then ids. */
  static final Comparator<NearNode> NEAREST_FIRST =
      Comparator.<NearNode>comparingInt(node -> node.remedies().size())
          .thenComparing(NearNode::reach)
          .thenComparingInt(node -> node.remedies().stream().mapToInt(Remedy::effort).sum())
          .thenComparing(NearNode::nodeId);

  /** Copies the list. */
  public NearNode {
    Objects.requireNonNull(nodeId, "nodeId");
    Objects.requireNonNull(name, "name");
    remedies = List.copyOf(remedies);
  }

  /** Who has to change something: the service's owner as soon as one remedy concerns it. */
  public Remedy.Reach reach() {
    return remedies.stream()
        .map(Remedy::reach)
        .max(Comparator.naturalOrder())
        .orElse(Remedy.Reach.NODE);
  }

  @Override
  public String toString() {
    return remedies.stream().map(remedy -> remedy.on(name)).collect(Collectors.joining(", and "));
  }
}
