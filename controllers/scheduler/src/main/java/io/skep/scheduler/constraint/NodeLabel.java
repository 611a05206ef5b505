package io.skep.scheduler.constraint;

import io.skep.api.Node;
import java.util.Optional;

/**
 * A label of nodes, as constraints and spread preferences name it. Immutable.
 *
 * @param owner whose label
 * @param name its name, which counts with its case
 */
public record NodeLabel(Owner owner, String name) {
  /** Who gives nodes a label. */
  public enum Owner {
    /** The operator, in the node's spec. */
    NODE("node.labels."),
    /** The node's engine, which reports it. */
    ENGINE("engine.labels.");

    private final String prefix;

    Owner(String prefix) {
      this.prefix = prefix;
    }
  }

  /** The label that {@code key} names; empty if it names something else, or nothing. */
  public static Optional<NodeLabel> of(String key) {
    for (Owner owner : Owner.values()) {
      int length = owner.prefix.length();
      if (key.length() > length && key.regionMatches(true, 0, owner.prefix, 0, length)) {
        return Optional.of(new NodeLabel(owner, key.substring(length)));
      }
    }
    return Optional.empty();
  }

  /** The label's value on {@code node}; empty text if it has none. */
  public String valueOn(Node node) {
    return owner == Owner.NODE
        ? node.getSpec().getAnnotations().getLabelsOrDefault(name, "")
        : node.getDescription().getEngine().getLabelsOrDefault(name, "");
  }

  /** The label as constraints name it. */
  @Override
  public String toString() {
    return owner.prefix + name;
  }
}
