package io.skep.simulation;

import io.skep.api.DiscreteGenericResource;
import io.skep.api.GenericResource;
import io.skep.api.Node;
import io.skep.api.NodeSpec.Availability;
import io.skep.api.NodeStatus;
import io.skep.api.PortConfig;
import io.skep.api.PortConfig.PublishMode;
import io.skep.api.Resources;
import io.skep.api.Service;
import io.skep.api.Task;
import io.skep.api.TaskState;
import io.skep.store.ReadTx;
import io.skep.store.kind.Kinds;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/**
 * What is on which node, counted from the stored objects alone and the plainest possible way. Knows
 * nothing of the scheduler.
 */
final class Census {
  private final Map<String, Node> nodes = new TreeMap<>();
  private final Map<String, Service> services = new TreeMap<>();
  private final List<Task> tasks;

  Census(ReadTx at) {
    at.list(Kinds.NODE).forEach(node -> nodes.put(node.getId(), node));
    at.list(Kinds.SERVICE).forEach(service -> services.put(service.getId(), service));
    tasks = at.list(Kinds.TASK);
  }

  List<Task> tasks() {
    return tasks;
  }

  List<Node> nodes() {
    return List.copyOf(nodes.values());
  }

  List<Service> services() {
    return new ArrayList<>(services.values());
  }

  Optional<Service> service(String id) {
    return Optional.ofNullable(services.get(id));
  }

  List<Task> tasksOf(Service service) {
    return tasks.stream().filter(task -> task.getServiceId().equals(service.getId())).toList();
  }

  static boolean isWanted(Task task) {
    return task.getDesiredState().compareTo(TaskState.RUNNING) <= 0;
  }

  static boolean isWithAgent(Task task) {
    TaskState state = task.getStatus().getState();
    return state.compareTo(TaskState.ASSIGNED) >= 0 && state.compareTo(TaskState.RUNNING) <= 0;
  }

  static boolean isAtWork(Node node) {
    return node.getStatus().getState() == NodeStatus.State.READY;
  }

  boolean isAtWork(String node) {
    return nodes.containsKey(node) && isAtWork(nodes.get(node));
  }

  /** Why {@code node} can take no further task like {@code task}; empty if it can. */
  Optional<String> obstacle(Node node, Task task) {
    if (!isAtWork(node) || node.getSpec().getAvailability() != Availability.ACTIVE) {
      return Optional.of("not available");
    }
    if (!admits(node, task)) {
      return Optional.of("constraints");
    }
    Resources wanted = task.getSpec().getResources().getReservations();
    Resources all = node.getDescription().getResources();
    if (held(node, Resources::getNanoCpus) + wanted.getNanoCpus() > all.getNanoCpus()
        || held(node, Resources::getMemoryBytes) + wanted.getMemoryBytes() > all.getMemoryBytes()
        || held(node, Census::gpus) + gpus(wanted) > gpus(all)) {
      return Optional.of("resources");
    }
    long most = task.getSpec().getPlacement().getMaxReplicas();
    if (most > 0 && wantedOf(task.getServiceId(), node) >= most) {
      return Optional.of("max replicas");
    }
    return hostPorts(task).stream().anyMatch(port -> on(node).contains(port))
        ? Optional.of("host port")
        : Optional.empty();
  }

  /** What is too much on {@code node}, if anything is. */
  List<String> excesses(Node node) {
    var excesses = new ArrayList<String>();
    Resources all = node.getDescription().getResources();
    if (held(node, Resources::getNanoCpus) > all.getNanoCpus()) {
      excesses.add("processors");
    }
    if (held(node, Resources::getMemoryBytes) > all.getMemoryBytes()) {
      excesses.add("memory");
    }
    if (held(node, Census::gpus) > gpus(all)) {
      excesses.add("gpu");
    }
    List<String> ports = on(node);
    if (ports.stream().distinct().count() < ports.size()) {
      excesses.add("host ports " + ports);
    }
    for (Service service : services.values()) {
      long most = service.getSpec().getTask().getPlacement().getMaxReplicas();
      if (most > 0 && wantedOf(service.getId(), node) > most) {
        excesses.add("replicas of " + service.getId());
      }
    }
    return excesses;
  }

  /** Reads the two forms of constraint that the random services use. */
  static boolean admits(Node node, Task task) {
    return admits(node, task.getSpec().getPlacement().getConstraintsList());
  }

  static boolean admits(Node node, List<String> constraints) {
    String zone = node.getSpec().getAnnotations().getLabelsOrDefault("zone", "");
    return constraints.stream()
        .allMatch(
            constraint ->
                constraint.startsWith("node.labels.zone == ")
                    ? constraint.endsWith(" " + zone)
                    : !constraint.endsWith(" " + zone));
  }

  private long held(Node node, ToLongFunction<Resources> what) {
    return tasks.stream()
        .filter(task -> task.getNodeId().equals(node.getId()) && isWithAgent(task))
        .mapToLong(task -> what.applyAsLong(task.getSpec().getResources().getReservations()))
        .sum();
  }

  private long wantedOf(String service, Node node) {
    return tasks.stream()
        .filter(task -> task.getServiceId().equals(service))
        .filter(task -> task.getNodeId().equals(node.getId()))
        .filter(task -> isWanted(task) && isWithAgent(task))
        .count();
  }

  /** The host ports in use on the node. */
  private List<String> on(Node node) {
    return tasks.stream()
        .filter(task -> task.getNodeId().equals(node.getId()) && isWithAgent(task))
        .flatMap(task -> hostPorts(task).stream())
        .toList();
  }

  private static List<String> hostPorts(Task task) {
    return task.getEndpoint().getSpec().getPortsList().stream()
        .filter(port -> port.getPublishMode() == PublishMode.HOST)
        .map(Census::nameOf)
        .toList();
  }

  static String nameOf(PortConfig port) {
    return port.getProtocol() + "/" + port.getPublishedPort();
  }

  private static long gpus(Resources resources) {
    return resources.getGenericList().stream()
        .map(GenericResource::getDiscreteResourceSpec)
        .mapToLong(DiscreteGenericResource::getValue)
        .sum();
  }
}
