package io.skep.examples.scheduler.check;

import io.skep.api.GenericResource;
import io.skep.api.Node;
import io.skep.api.PortConfig;
import io.skep.api.Resources;
import io.skep.api.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a node has and what the tasks on it hold. Immutable. */
final class Ledger {
  private final Resources described;
  private final List<Task> tasks;
  private final Map<String, Units> has;
  private final Map<String, Units> held;

  Ledger(ClusterState state, Node node) {
    described = node.getDescription().getResources();
    tasks = state.holding(node);
    has = Units.byKind(described.getGenericList());
    var assigned = new ArrayList<GenericResource>();
    tasks.forEach(task -> assigned.addAll(task.getAssignedGenericResourcesList()));
    held = Units.byKind(assigned);
  }

  static Resources reserved(Task task) {
    return task.getSpec().getResources().getReservations();
  }

  /** The ports that {@code task} needs on its node itself (SC-56). */
  static List<HostPort> hostPorts(Task task) {
    return task.getEndpoint().getPortsList().stream()
        .filter(port -> port.getPublishMode() == PortConfig.PublishMode.HOST)
        .filter(port -> port.getPublishedPort() != 0)
        .map(port -> new HostPort(port.getProtocol(), port.getPublishedPort()))
        .toList();
  }

  record HostPort(PortConfig.Protocol protocol, int published) {}

  long freeNanoCpus() {
    return described.getNanoCpus() - tasks.stream().mapToLong(t -> reserved(t).getNanoCpus()).sum();
  }

  long freeMemoryBytes() {
    return described.getMemoryBytes()
        - tasks.stream().mapToLong(t -> reserved(t).getMemoryBytes()).sum();
  }

  /** Units of {@code kind} that no task holds. */
  long freeUnits(String kind) {
    return has.getOrDefault(kind, Units.NONE).count() - held.getOrDefault(kind, Units.NONE).count();
  }

  /** The units that the node has, by kind. */
  Map<String, Units> has() {
    return has;
  }

  /** The units that tasks were given, by kind. */
  Map<String, Units> held() {
    return held;
  }

  /** Every host port that is in use, repeats kept. */
  List<HostPort> usedHostPorts() {
    return tasks.stream().flatMap(task -> hostPorts(task).stream()).toList();
  }
}
