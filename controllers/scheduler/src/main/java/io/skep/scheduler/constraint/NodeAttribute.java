package io.skep.scheduler.constraint;

import io.skep.api.Node;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * A property of nodes that constraints and spread preferences can name, such as {@code node.role}
 * or {@code engine.labels.disk}. Immutable.
 */
public final class NodeAttribute {
  private final String key;
  private final Function<Node, String> value;

  private NodeAttribute(String key, Function<Node, String> value) {
    this.key = key;
    this.value = value;
  }

  /**
   * The property that {@code key} names, whatever the case of the key; only the name of a label
   * counts with its case. Empty if there is no such property.
   */
  public static Optional<NodeAttribute> of(String key) {
    Optional<NodeAttribute> label = label(key);
    return label.isPresent() ? label : builtIn(key).map(value -> new NodeAttribute(key, value));
  }

  /** The label that {@code key} names; empty if it names something else, or nothing. */
  public static Optional<NodeAttribute> label(String key) {
    return NodeLabel.of(key).map(label -> new NodeAttribute(key, label::valueOn));
  }

  /** The property of {@code node}; empty text if the node does not have it. */
  public String of(Node node) {
    return value.apply(node);
  }

  @Override
  public String toString() {
    return key;
  }

  private static Optional<Function<Node, String>> builtIn(String key) {
    return Optional.ofNullable(
        switch (key.toLowerCase(Locale.ROOT)) {
          case "node.id" -> Node::getId;
          case "node.hostname" -> node -> node.getDescription().getHostname();
          case "node.role" -> node -> node.getRole().name();
          case "node.platform.os" -> node -> node.getDescription().getPlatform().getOs();
          case "node.platform.arch" ->
              node -> node.getDescription().getPlatform().getArchitecture();
          default -> null;
        });
  }
}
