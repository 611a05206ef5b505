package io.skep.examples.scheduler.check;

import static io.skep.examples.scheduler.check.ClusterState.name;

import io.skep.api.Node;
import io.skep.api.PlacementPreference;
import io.skep.api.Service;
import io.skep.api.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * That no part of the cluster has two tasks of a service more than a sibling which could take
 * another (SC-63 to SC-66). It holds for certain only while nothing has left: tasks that are placed
 * stay where they are when room appears elsewhere.
 */
final class SpreadChecks {
  private static final String NODE_LABELS = "node.labels.";
  private static final String ENGINE_LABELS = "engine.labels.";

  private final ClusterState state;
  private final List<String> violations = new ArrayList<>();

  SpreadChecks(ClusterState state) {
    this.state = state;
  }

  List<String> violations() {
    for (Service service : state.services()) {
      if (service.getSpec().hasReplicated()) {
        anyTask(service).ifPresent(task -> checkLevel(task, levels(task), state.nodes()));
      }
    }
    return violations;
  }

  private Optional<Task> anyTask(Service service) {
    return state.tasks().stream()
        .filter(task -> task.getServiceId().equals(service.getId()))
        .filter(ClusterState::isRunnable)
        .findFirst();
  }

  /** The labels to spread over, outermost first; what is not a label is no level (SC-64). */
  private static List<String> levels(Task task) {
    return task.getSpec().getPlacement().getPreferencesList().stream()
        .map(PlacementPreference::getSpread)
        .map(spread -> spread.getSpreadDescriptor())
        .filter(level -> isLabel(level, NODE_LABELS) || isLabel(level, ENGINE_LABELS))
        .toList();
  }

  private static boolean isLabel(String level, String prefix) {
    return level.toLowerCase(Locale.ROOT).startsWith(prefix) && level.length() > prefix.length();
  }

  private void checkLevel(Task task, List<String> levels, List<Node> nodes) {
    if (levels.isEmpty()) {
      var single = new TreeMap<String, List<Node>>();
      nodes.forEach(node -> single.put(name(node), List.of(node)));
      compare(task, "node", single);
      return;
    }
    var branches = new TreeMap<String, List<Node>>();
    for (Node node : nodes) {
      branches.computeIfAbsent(value(node, levels.get(0)), v -> new ArrayList<>()).add(node);
    }
    compare(task, levels.get(0), branches);
    List<String> inner = levels.subList(1, levels.size());
    branches.values().forEach(branch -> checkLevel(task, inner, branch));
  }

  private static String value(Node node, String level) {
    return isLabel(level, NODE_LABELS)
        ? node.getSpec()
            .getAnnotations()
            .getLabelsOrDefault(level.substring(NODE_LABELS.length()), "")
        : node.getDescription()
            .getEngine()
            .getLabelsOrDefault(level.substring(ENGINE_LABELS.length()), "");
  }

  private void compare(Task task, String level, Map<String, List<Node>> branches) {
    Optional<Map.Entry<String, List<Node>>> fullest =
        branches.entrySet().stream()
            .reduce((a, b) -> active(task, b.getValue()) > active(task, a.getValue()) ? b : a);
    for (Map.Entry<String, List<Node>> branch : branches.entrySet()) {
      long most = active(task, fullest.orElseThrow().getValue());
      long here = active(task, branch.getValue());
      if (most - here >= 2 && couldTake(task, branch.getValue())) {
        violations.add(
            "%s: %s '%s' has %d tasks but '%s' has %d and could take more"
                .formatted(
                    task.getServiceAnnotations().getName(),
                    level,
                    fullest.orElseThrow().getKey(),
                    most,
                    branch.getKey(),
                    here));
      }
    }
  }

  private long active(Task task, List<Node> nodes) {
    return nodes.stream().mapToLong(node -> state.active(node, task.getServiceId())).sum();
  }

  private boolean couldTake(Task task, List<Node> nodes) {
    return nodes.stream().anyMatch(node -> Obstacle.first(state, node, task).isEmpty());
  }
}
