package io.skep.controller.graph;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * What a graph has to do, said node by node: each state follows from those of the nodes before or
 * after it, whatever the order of the steps.
 */
final class GraphModel {
  /** What is fixed of a node. */
  record Shape(List<String> after, boolean slow, boolean needsParents, Leave leave) {}

  /** When a node counts as gone. */
  enum Leave {
    EMPTY,
    EMPTY_AND_GATE_OPEN,
    AT_ONCE
  }

  /** Which of a node's functions throws. */
  enum Broken {
    NONE,
    CONDITION,
    DESIRED,
    GONE
  }

  /** What is asked of a node. */
  record Ask(boolean active, boolean wanted, Broken broken, int size, String version) {}

  /** A child. */
  record Child(String spec, boolean up, boolean held, boolean leaving) {}

  final Map<String, Shape> shapes = new LinkedHashMap<>();
  final Map<String, Child> children = new TreeMap<>();
  final Set<String> closedGates = new TreeSet<>();

  private Map<String, Ask> asks = Map.of();
  private Map<String, Child> before = Map.of();
  private final Map<String, String> states = new HashMap<>();

  Map<String, String> reconcile(Map<String, Ask> wish) {
    asks = wish;
    before = Map.copyOf(children);
    states.clear();
    Map<String, String> verdicts = new HashMap<>();
    shapes.keySet().forEach(node -> verdicts.put(node, verdict(node)));
    shapes.keySet().stream()
        .filter(node -> isGone(verdicts.get(node)))
        .forEach(node -> removed(node, verdicts));
    shapes.keySet().stream()
        .filter(node -> !isGone(verdicts.get(node)))
        .forEach(node -> made(node, verdicts));
    return new TreeMap<>(states);
  }

  Map<String, String> delete(Map<String, Ask> wish) {
    asks = wish;
    states.clear();
    Map<String, String> verdicts = new HashMap<>();
    shapes.keySet().forEach(node -> verdicts.put(node, "gone"));
    shapes.keySet().forEach(node -> removed(node, verdicts));
    return new TreeMap<>(states);
  }

  /** Somebody else deletes a child. */
  void deleted(String child) {
    children.computeIfPresent(
        child, (name, it) -> it.held() ? new Child(it.spec(), it.up(), it.held(), true) : null);
  }

  /** Somebody else takes the finalizer away. */
  void released(String child) {
    children.computeIfPresent(
        child, (name, it) -> it.leaving() ? null : new Child(it.spec(), it.up(), false, false));
  }

  private String verdict(String node) {
    Ask ask = asks.get(node);
    Shape shape = shapes.get(node);
    if (shape.after().stream().anyMatch(parent -> isGone(verdict(parent)))) {
      return "gone";
    }
    if (ask.broken() == Broken.CONDITION) {
      return "failed";
    }
    if (!ask.active()) {
      return "inactive";
    }
    boolean hasParents =
        shape.after().stream()
            .allMatch(
                parent -> before.keySet().stream().anyMatch(name -> nodeOf(name).equals(parent)));
    return ask.wanted() && (!shape.needsParents() || hasParents) ? "" : "unwanted";
  }

  private String removed(String node, Map<String, String> verdicts) {
    String known = states.get(node);
    if (known != null) {
      return known;
    }
    Set<String> waitsFor = new TreeSet<>();
    shapes.forEach(
        (other, shape) -> {
          if (shape.after().contains(node) && !isGone(removed(other, verdicts))) {
            waitsFor.add(other);
          }
        });
    if (!waitsFor.isEmpty()) {
      return put(node, "leaving " + waitsFor);
    }
    of(node).forEach(this::deleted);
    if (asks.get(node).broken() == Broken.GONE) {
      return put(node, "failed");
    }
    boolean gone =
        switch (shapes.get(node).leave()) {
          case EMPTY -> of(node).isEmpty();
          case EMPTY_AND_GATE_OPEN -> of(node).isEmpty() && !closedGates.contains(node);
          case AT_ONCE -> true;
        };
    return put(node, gone ? verdicts.get(node) : "leaving []");
  }

  private String made(String node, Map<String, String> verdicts) {
    String known = states.get(node);
    if (known != null) {
      return known;
    }
    if (verdicts.get(node).equals("failed")) {
      return put(node, "failed");
    }
    Set<String> by = new TreeSet<>();
    for (String parent : shapes.get(node).after()) {
      if (!made(parent, verdicts).equals("ready")) {
        by.add(parent);
      }
    }
    if (!by.isEmpty()) {
      return put(node, "blocked " + by);
    }
    Ask ask = asks.get(node);
    if (ask.broken() == Broken.DESIRED) {
      return put(node, "failed");
    }
    List<String> wanted = names(node, ask.size());
    of(node).stream().filter(name -> !wanted.contains(name)).forEach(this::deleted);
    for (String name : wanted) {
      children.merge(
          name,
          new Child(ask.version(), false, false, false),
          (it, made) ->
              it.leaving() ? it : new Child(made.spec(), it.up(), it.held(), it.leaving()));
    }
    boolean inTheWay = wanted.stream().anyMatch(name -> children.get(name).leaving());
    boolean up = wanted.stream().allMatch(name -> children.get(name).up());
    return put(node, !inTheWay && (up || !shapes.get(node).slow()) ? "ready" : "waiting");
  }

  private String put(String node, String state) {
    states.put(node, state);
    return state;
  }

  /** Whether a state means that there is nothing to wait for. */
  static boolean isGone(String state) {
    return Set.of("gone", "inactive", "unwanted").contains(state);
  }

  /** The names of the first {@code size} children of a node. */
  static List<String> names(String node, int size) {
    return IntStream.range(0, size).mapToObj(i -> node + "-" + i).toList();
  }

  static String nodeOf(String child) {
    return child.substring(0, child.indexOf('-'));
  }

  /** The names of the node's children. */
  Collection<String> of(String node) {
    return children.keySet().stream().filter(name -> nodeOf(name).equals(node)).toList();
  }
}
