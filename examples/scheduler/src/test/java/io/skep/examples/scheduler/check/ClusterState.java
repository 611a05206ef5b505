package io.skep.examples.scheduler.check;

import io.skep.api.Node;
import io.skep.api.Service;
import io.skep.api.StoreSnapshot;
import io.skep.api.Task;
import io.skep.api.TaskState;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The objects that a placement consists of, as they stood at one moment. Immutable. */
final class ClusterState {
  private final Map<String, Node> nodes;
  private final Map<String, Service> services;
  private final List<Task> tasks;
  private final Map<String, List<Task>> tasksByNode;

  private ClusterState(List<Node> nodes, List<Service> services, List<Task> tasks) {
    this.nodes = byKey(nodes, Node::getId);
    this.services = byKey(services, Service::getId);
    this.tasks = List.copyOf(tasks);
    this.tasksByNode =
        tasks.stream()
            .collect(
                Collectors.groupingBy(Task::getNodeId, LinkedHashMap::new, Collectors.toList()));
  }

  static ClusterState of(StoreSnapshot snapshot) {
    return new ClusterState(
        snapshot.getNodesList(), snapshot.getServicesList(), snapshot.getTasksList());
  }

  /** A part of a cluster: {@code nodes} with the tasks on them. */
  static ClusterState of(List<Node> nodes, List<Task> tasks) {
    return new ClusterState(nodes, List.of(), tasks);
  }

  List<Node> nodes() {
    return List.copyOf(nodes.values());
  }

  List<Service> services() {
    return List.copyOf(services.values());
  }

  List<Task> tasks() {
    return tasks;
  }

  Optional<Node> node(String id) {
    return Optional.ofNullable(nodes.get(id));
  }

  Optional<Service> service(String id) {
    return Optional.ofNullable(services.get(id));
  }

  /**
   * The tasks that hold resources and ports of {@code node}: placed, and not seen to have ended.
   */
  List<Task> holding(Node node) {
    return tasksByNode.getOrDefault(node.getId(), List.of()).stream()
        .filter(ClusterState::isPlaced)
        .toList();
  }

  /** How many tasks of {@code serviceId} count towards {@code node} when tasks are spread. */
  long active(Node node, String serviceId) {
    return holding(node).stream()
        .filter(task -> task.getServiceId().equals(serviceId))
        .filter(task -> task.getDesiredStateValue() <= TaskState.COMPLETE_VALUE)
        .count();
  }

  /** Whether {@code task} is wanted alive. */
  static boolean isRunnable(Task task) {
    return task.getDesiredStateValue() <= TaskState.RUNNING_VALUE;
  }

  /** Whether {@code task} is on its node now. */
  static boolean isPlaced(Task task) {
    int state = task.getStatus().getStateValue();
    return !task.getNodeId().isEmpty()
        && state >= TaskState.ASSIGNED_VALUE
        && state <= TaskState.RUNNING_VALUE;
  }

  static String name(Node node) {
    return node.getDescription().getHostname();
  }

  static String name(Task task) {
    String service = task.getServiceAnnotations().getName();
    return task.getSlot() == 0
        ? "%s (%s)".formatted(service, task.getId())
        : "%s.%d".formatted(service, task.getSlot());
  }

  private static <T> Map<String, T> byKey(List<T> objects, Function<T, String> key) {
    var map = new LinkedHashMap<String, T>();
    objects.forEach(object -> map.put(key.apply(object), object));
    return map;
  }
}
