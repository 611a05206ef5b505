package io.skep.examples.scheduler.check;

import io.skep.api.DiscreteGenericResource;
import io.skep.api.GenericResource;
import io.skep.api.NamedGenericResource;
import io.skep.api.Node;
import io.skep.api.NodeRole;
import io.skep.api.NodeStatus;
import io.skep.api.PortConfig;
import io.skep.api.Service;
import io.skep.api.ServiceSpec;
import io.skep.api.StoreSnapshot;
import io.skep.api.Task;
import io.skep.api.TaskState;
import java.util.function.Consumer;

/**
 * A store made by hand: nodes a and b in zone 1, c in zone 2, and what a test adds. One thread.
 *
 * <p>Each node has 4 processors and 4 GB; a has gpus {@code x} and {@code y}, b has 2 gpus alike.
 */
final class SmallCluster {
  private final StoreSnapshot.Builder store = StoreSnapshot.newBuilder();

  SmallCluster() {
    node("a", "1").getDescriptionBuilder().getResourcesBuilder().addGeneric(named("gpu", "x"));
    store
        .getNodesBuilder(0)
        .getDescriptionBuilder()
        .getResourcesBuilder()
        .addGeneric(named("gpu", "y"));
    node("b", "1").getDescriptionBuilder().getResourcesBuilder().addGeneric(alike("gpu", 2));
    node("c", "2");
  }

  private Node.Builder node(String name, String zone) {
    Node.Builder node = store.addNodesBuilder().setId(name).setRole(NodeRole.WORKER);
    node.getSpecBuilder().getAnnotationsBuilder().putLabels("zone", zone);
    node.getStatusBuilder().setState(NodeStatus.State.READY);
    node.getDescriptionBuilder()
        .setHostname("host-" + name)
        .getResourcesBuilder()
        .setNanoCpus(4_000_000_000L)
        .setMemoryBytes(4_000_000_000L);
    return node;
  }

  /** Changes node {@code id}. */
  SmallCluster node(String id, Consumer<Node.Builder> change) {
    store.getNodesBuilderList().stream().filter(node -> node.getId().equals(id)).forEach(change);
    return this;
  }

  /** Adds a service of so many replicas, as {@code spec} completes it. */
  SmallCluster replicated(String name, int replicas, Consumer<ServiceSpec.Builder> spec) {
    Service.Builder service = store.addServicesBuilder().setId(name);
    service.getSpecBuilder().getAnnotationsBuilder().setName(name);
    service.getSpecBuilder().getReplicatedBuilder().setReplicas(replicas);
    spec.accept(service.getSpecBuilder());
    return this;
  }

  /** Adds a service with a task on every node. */
  SmallCluster global(String name, Consumer<ServiceSpec.Builder> spec) {
    replicated(name, 0, spec);
    service(name, service -> service.getSpecBuilder().getGlobalBuilder());
    return this;
  }

  /** Changes service {@code name}. */
  SmallCluster service(String name, Consumer<Service.Builder> change) {
    change.accept(serviceNamed(name));
    return this;
  }

  /** Adds a running task of {@code service}. */
  SmallCluster running(String service, int slot, String node) {
    return task(service, slot, node, task -> {});
  }

  /** Adds a task of {@code service} that is nowhere and says why. */
  SmallCluster pending(String service, int slot, String err) {
    return task(
        service, slot, "", task -> task.getStatusBuilder().setState(TaskState.PENDING).setErr(err));
  }

  /** Adds a running task of {@code service}, then changes it. */
  SmallCluster task(String service, int slot, String node, Consumer<Task.Builder> change) {
    ServiceSpec spec = serviceNamed(service).getSpec();
    Task.Builder task =
        store
            .addTasksBuilder()
            .setId("task-" + store.getTasksCount())
            .setServiceId(service)
            .setSlot(slot)
            .setNodeId(node)
            .setSpec(spec.getTask())
            .setServiceAnnotations(spec.getAnnotations())
            .setDesiredState(TaskState.RUNNING);
    task.getStatusBuilder().setState(TaskState.RUNNING);
    task.getEndpointBuilder().addAllPorts(spec.getEndpoint().getPortsList());
    change.accept(task);
    return this;
  }

  StoreSnapshot snapshot() {
    return store.build();
  }

  private Service.Builder serviceNamed(String name) {
    return store.getServicesBuilderList().stream()
        .filter(service -> service.getId().equals(name))
        .findFirst()
        .orElseThrow();
  }

  static Consumer<ServiceSpec.Builder> reserving(long nanoCpus, long bytes) {
    return spec ->
        spec.getTaskBuilder()
            .getResourcesBuilder()
            .getReservationsBuilder()
            .setNanoCpus(nanoCpus)
            .setMemoryBytes(bytes);
  }

  static Consumer<ServiceSpec.Builder> reservingGpus(long count) {
    return spec ->
        spec.getTaskBuilder()
            .getResourcesBuilder()
            .getReservationsBuilder()
            .addGeneric(alike("gpu", count));
  }

  static Consumer<ServiceSpec.Builder> constrained(String constraint) {
    return spec -> spec.getTaskBuilder().getPlacementBuilder().addConstraints(constraint);
  }

  static Consumer<ServiceSpec.Builder> atMost(int perNode) {
    return spec -> spec.getTaskBuilder().getPlacementBuilder().setMaxReplicas(perNode);
  }

  static Consumer<ServiceSpec.Builder> spreadOver(String label) {
    return spec ->
        spec.getTaskBuilder()
            .getPlacementBuilder()
            .addPreferencesBuilder()
            .getSpreadBuilder()
            .setSpreadDescriptor(label);
  }

  static Consumer<ServiceSpec.Builder> onHostPort(int port) {
    return spec ->
        spec.getEndpointBuilder()
            .addPortsBuilder()
            .setPublishMode(PortConfig.PublishMode.HOST)
            .setTargetPort(port)
            .setPublishedPort(port);
  }

  static GenericResource named(String kind, String unit) {
    return GenericResource.newBuilder()
        .setNamedResourceSpec(NamedGenericResource.newBuilder().setKind(kind).setValue(unit))
        .build();
  }

  static GenericResource alike(String kind, long amount) {
    return GenericResource.newBuilder()
        .setDiscreteResourceSpec(
            DiscreteGenericResource.newBuilder().setKind(kind).setValue(amount))
        .build();
  }
}
