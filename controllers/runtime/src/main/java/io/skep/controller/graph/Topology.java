package io.skep.controller.graph;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Puts nodes into an order in which each comes after those that it names. */
final class Topology {
  private Topology() {}

  /**
   * The nodes, as given as far as their edges allow.
   *
   * @throws IllegalArgumentException if names are used twice or unknown, or there is a circle
   */
  static <N extends Node<?, ?, ?>> List<N> sorted(List<N> nodes) {
    Map<String, N> open = byName(nodes);
    checkKnown(open);
    List<N> sorted = new ArrayList<>();
    while (!open.isEmpty()) {
      N next =
          open.values().stream()
              .filter(node -> node.after().stream().noneMatch(open::containsKey))
              .findFirst()
              .orElseThrow(() -> circle(open));
      sorted.add(next);
      open.remove(next.name());
    }
    return sorted;
  }

  private static <N extends Node<?, ?, ?>> Map<String, N> byName(List<N> nodes) {
    Map<String, N> byName = new LinkedHashMap<>();
    for (N node : nodes) {
      if (byName.put(node.name(), node) != null) {
        throw new IllegalArgumentException(
            "two nodes are called \"%s\"; children are found by the name of their node, so choose another for one"
                .formatted(node.name()));
      }
    }
    return byName;
  }

  private static void checkKnown(Map<String, ? extends Node<?, ?, ?>> nodes) {
    for (Node<?, ?, ?> node : nodes.values()) {
      for (String name : node.after()) {
        if (!nodes.containsKey(name)) {
          throw new IllegalArgumentException(
              "node \"%s\" comes after \"%s\", which is not in the graph; its nodes are %s"
                  .formatted(node, name, nodes.keySet()));
        }
      }
    }
  }

  /** Of nodes each of which comes after another of them, those that do so in a circle. */
  private static IllegalArgumentException circle(Map<String, ? extends Node<?, ?, ?>> open) {
    List<String> path = new ArrayList<>();
    String name = open.keySet().iterator().next();
    while (!path.contains(name)) {
      path.add(name);
      name = open.get(name).after().stream().filter(open::containsKey).findFirst().orElseThrow();
    }
    List<String> circle = new ArrayList<>(path.subList(path.indexOf(name), path.size()));
    circle.add(name);
    return new IllegalArgumentException(
        "nodes come after each other in a circle: %s; leave out one of these"
            .formatted(String.join(" after ", circle)));
  }
}
