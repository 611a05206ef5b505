package io.skep.scheduler.world;

import io.skep.api.GenericResource;
import io.skep.api.Node;
import io.skep.api.NodeSpec;
import io.skep.api.NodeStatus;
import io.skep.api.PortConfig;
import io.skep.api.Resources;
import io.skep.api.Task;
import io.skep.api.TaskState;
import io.skep.store.ReadTx;
import io.skep.store.kind.Kinds;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The rules of scheduling told a second time, as plainly as can be: each question is answered from
 * the stored objects, by counting. Knows only constraints of the form {@code node.labels.X==Y}.
 */
public final class PlainRules {
  private final Map<String, List<Task>> users = new LinkedHashMap<>();
  private final ReadTx at;

  /** The rules, applied to the objects of {@code at}. */
  public PlainRules(ReadTx at) {
    this.at = at;
    for (Task task : at.list(Kinds.TASK)) {
      if (usesItsNode(task)) {
        users.computeIfAbsent(task.getNodeId(), node -> new ArrayList<>()).add(task);
      }
    }
  }

  /** Whether the task waits for a node, any or its own. */
  public static boolean waits(Task task) {
    return task.getStatus().getState() == TaskState.PENDING && isActive(task);
  }

  /** Whether the task uses its node. */
  public static boolean usesItsNode(Task task) {
    int state = task.getStatus().getStateValue();
    return !task.getNodeId().isEmpty()
        && state > TaskState.PENDING_VALUE
        && state <= TaskState.RUNNING_VALUE;
  }

  /** What {@code task}, which waits, should say about why. */
  public String explanation(Task task) {
    if (!task.getNodeId().isEmpty()) {
      return at.get(Kinds.NODE, task.getNodeId())
          .map(node -> inWords(refusal(node, task), 1))
          .orElse("");
    }
    var counts = new LinkedHashMap<String, Integer>();
    for (String reason : List.of("ready", "resources", "constraints", "ports", "max")) {
      for (Node node : at.list(Kinds.NODE)) {
        if (refusal(node, task).equals(reason)) {
          counts.merge(reason, 1, Integer::sum);
        }
      }
    }
    String reasons =
        counts.entrySet().stream()
            .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
            .map(entry -> inWords(entry.getKey(), entry.getValue()))
            .collect(Collectors.joining("; "));
    return reasons.isEmpty() ? "no suitable node" : "no suitable node (" + reasons + ")";
  }

  private static String inWords(String reason, int nodes) {
    String count = nodes == 1 ? "1 node" : nodes + " nodes";
    return switch (reason) {
      case "ready" -> count + " not available for new tasks";
      case "resources" -> "insufficient resources on " + count;
      case "constraints" -> "scheduling constraints not satisfied on " + count;
      case "ports" -> "host-mode port already in use on " + count;
      case "max" -> "max replicas per node limit exceed";
      default -> throw new AssertionError("node takes the task, but it waits");
    };
  }

  /** The first rule by which {@code node} refuses {@code task}; empty if it takes it. */
  public String refusal(Node node, Task task) {
    List<Task> others =
        onNode(node).stream().filter(other -> !other.getId().equals(task.getId())).toList();
    if (node.getStatus().getState() != NodeStatus.State.READY
        || node.getSpec().getAvailability() != NodeSpec.Availability.ACTIVE) {
      return "ready";
    }
    if (!hasResources(node, others, task)) {
      return "resources";
    }
    if (!task.getSpec().getPlacement().getConstraintsList().stream()
        .allMatch(constraint -> holds(constraint, node))) {
      return "constraints";
    }
    if (others.stream().anyMatch(other -> shareAPort(other, task))) {
      return "ports";
    }
    long most = task.getSpec().getPlacement().getMaxReplicas();
    return most > 0 && activeOf(others, task.getServiceId()) >= most ? "max" : "";
  }

  /** How many active tasks of a service a node has. */
  public long active(Node node, String service) {
    return activeOf(onNode(node), service);
  }

  /** What is wrong with the units that {@code task} has on {@code node}; empty if nothing. */
  public List<String> wrongUnits(Node node, Task task) {
    var wrong = new ArrayList<String>();
    for (GenericResource wanted : reservations(task).getGenericList()) {
      String kind = wanted.getDiscreteResourceSpec().getKind();
      long got =
          task.getAssignedGenericResourcesList().stream()
              .mapToLong(unit -> amount(unit, kind))
              .sum();
      if (got != wanted.getDiscreteResourceSpec().getValue()) {
        wrong.add("%s has %d of %s".formatted(task.getId(), got, kind));
      }
    }
    for (GenericResource unit : task.getAssignedGenericResourcesList()) {
      if (unit.hasNamedResourceSpec() && holders(node, unit) != 1) {
        wrong.add("%d tasks hold %s".formatted(holders(node, unit), unit));
      }
    }
    return wrong;
  }

  private long holders(Node node, GenericResource unit) {
    return onNode(node).stream()
        .filter(task -> task.getAssignedGenericResourcesList().contains(unit))
        .count();
  }

  private List<Task> onNode(Node node) {
    return users.getOrDefault(node.getId(), List.of());
  }

  private static boolean hasResources(Node node, List<Task> others, Task task) {
    Resources described = node.getDescription().getResources();
    Resources wanted = reservations(task);
    if (wanted.equals(Resources.getDefaultInstance())) {
      return true;
    }
    long cpu = others.stream().mapToLong(other -> reservations(other).getNanoCpus()).sum();
    long memory = others.stream().mapToLong(other -> reservations(other).getMemoryBytes()).sum();
    return cpu + wanted.getNanoCpus() <= described.getNanoCpus()
        && memory + wanted.getMemoryBytes() <= described.getMemoryBytes()
        && wanted.getGenericList().stream().allMatch(kind -> hasUnits(described, others, kind));
  }

  private static boolean hasUnits(Resources described, List<Task> others, GenericResource wanted) {
    String kind = wanted.getDiscreteResourceSpec().getKind();
    List<GenericResource> held =
        others.stream().flatMap(o -> o.getAssignedGenericResourcesList().stream()).toList();
    long counted =
        described.getGenericList().stream()
                .filter(GenericResource::hasDiscreteResourceSpec)
                .mapToLong(entry -> amount(entry, kind))
                .sum()
            - held.stream()
                .filter(GenericResource::hasDiscreteResourceSpec)
                .mapToLong(entry -> amount(entry, kind))
                .sum();
    long named =
        described.getGenericList().stream()
            .filter(entry -> entry.hasNamedResourceSpec() && !held.contains(entry))
            .mapToLong(entry -> amount(entry, kind))
            .sum();
    // Nodes here describe a kind in one form only.
    return Math.max(counted, named) >= wanted.getDiscreteResourceSpec().getValue();
  }

  private static long amount(GenericResource unit, String kind) {
    if (unit.hasNamedResourceSpec()) {
      return unit.getNamedResourceSpec().getKind().equals(kind) ? 1 : 0;
    }
    return unit.getDiscreteResourceSpec().getKind().equals(kind)
        ? unit.getDiscreteResourceSpec().getValue()
        : 0;
  }

  private static boolean holds(String constraint, Node node) {
    String[] parts = constraint.split("==", 2);
    String label = parts[0].substring("node.labels.".length());
    return node.getSpec().getAnnotations().getLabelsOrDefault(label, "").equals(parts[1]);
  }

  private static boolean shareAPort(Task a, Task b) {
    return a.getEndpoint().getPortsList().stream()
        .anyMatch(port -> isHostPort(port) && b.getEndpoint().getPortsList().contains(port));
  }

  private static boolean isHostPort(PortConfig port) {
    return port.getPublishMode() == PortConfig.PublishMode.HOST && port.getPublishedPort() != 0;
  }

  private static long activeOf(List<Task> tasks, String service) {
    return tasks.stream()
        .filter(task -> isActive(task) && task.getServiceId().equals(service))
        .count();
  }

  private static boolean isActive(Task task) {
    return task.getDesiredStateValue() <= TaskState.COMPLETE_VALUE;
  }

  private static Resources reservations(Task task) {
    return task.getSpec().getResources().getReservations();
  }
}
