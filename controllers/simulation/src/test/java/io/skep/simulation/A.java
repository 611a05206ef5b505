package io.skep.simulation;

import io.skep.api.Node;
import io.skep.api.NodeSpec;
import io.skep.api.NodeStatus;
import io.skep.api.RestartPolicy.RestartCondition;
import io.skep.api.Service;
import io.skep.api.Task;
import io.skep.api.TaskState;
import io.skep.store.ReadTx;
import io.skep.store.kind.Kinds;
import io.skep.store.kind.TaskKind;
import java.util.List;
import java.util.function.Consumer;

/** Objects to simulate with: {@code A.node("n1")}, {@code A.replicated("web", 3)}. */
final class A {
  static final long CPU = 1_000_000_000L;
  static final long GIB = 1L << 30;

  private A() {}

  /** A ready node with four processors and 8 GiB. */
  static Node node(String id) {
    return node(id, node -> {});
  }

  static Node node(String id, Consumer<Node.Builder> with) {
    Node.Builder node = Node.newBuilder().setId(id);
    node.getSpecBuilder()
        .setAvailability(NodeSpec.Availability.ACTIVE)
        .getAnnotationsBuilder()
        .setName(id);
    node.getStatusBuilder().setState(NodeStatus.State.READY);
    node.getDescriptionBuilder().setHostname(id);
    node.getDescriptionBuilder().getResourcesBuilder().setNanoCpus(4 * CPU).setMemoryBytes(8 * GIB);
    with.accept(node);
    return node.build();
  }

  /** A service whose tasks are restarted a second after their end. */
  static Service replicated(String id, long replicas) {
    Service.Builder service = service(id);
    service.getSpecBuilder().getReplicatedBuilder().setReplicas(replicas);
    return service.build();
  }

  /** A service with a task on each node. */
  static Service global(String id) {
    Service.Builder service = service(id);
    service.getSpecBuilder().getGlobalBuilder();
    return service.build();
  }

  /** A job that is to end well {@code total} times, {@code maxConcurrent} at a time. */
  static Service replicatedJob(String id, long maxConcurrent, long total) {
    Service.Builder job = service(id);
    job.getSpecBuilder()
        .getReplicatedJobBuilder()
        .setMaxConcurrent(maxConcurrent)
        .setTotalCompletions(total);
    return job.build();
  }

  /** A job that is to end well once on each node. */
  static Service globalJob(String id) {
    Service.Builder job = service(id);
    job.getSpecBuilder().getGlobalJobBuilder();
    return job.build();
  }

  private static Service.Builder service(String id) {
    Service.Builder service = Service.newBuilder().setId(id);
    service.getSpecBuilder().getAnnotationsBuilder().setName(id);
    service
        .getSpecBuilder()
        .getTaskBuilder()
        .getRestartBuilder()
        .setCondition(RestartCondition.ANY)
        .getDelayBuilder()
        .setSeconds(1);
    return service;
  }

  static List<Task> tasks(ReadTx at, String service) {
    return at.find(Kinds.TASK, TaskKind.byServiceId(service));
  }

  /** The tasks of the service that are meant to run and do. */
  static List<Task> running(ReadTx at, String service) {
    return tasks(at, service).stream()
        .filter(task -> task.getDesiredState() == TaskState.RUNNING)
        .filter(task -> task.getStatus().getState() == TaskState.RUNNING)
        .toList();
  }
}
