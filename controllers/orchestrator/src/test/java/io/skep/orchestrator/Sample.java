package io.skep.orchestrator;

import com.google.protobuf.Duration;
import io.skep.api.Node;
import io.skep.api.NodeSpec;
import io.skep.api.NodeStatus;
import io.skep.api.RestartPolicy;
import io.skep.api.RestartPolicy.RestartCondition;
import io.skep.api.Service;
import io.skep.api.Task;
import io.skep.api.TaskState;
import io.skep.api.wire.Times;
import io.skep.store.loop.VirtualClock;
import java.time.Instant;

/** Small objects for tests; times are seconds after the start of virtual time. */
final class Sample {
  private Sample() {}

  static Instant at(long seconds) {
    return VirtualClock.START.plusSeconds(seconds);
  }

  static Service replicated(String id, long replicas) {
    Service.Builder service = Service.newBuilder().setId(id);
    service.getSpecBuilder().getAnnotationsBuilder().setName(id);
    service.getSpecBuilder().getReplicatedBuilder().setReplicas(replicas);
    return service.build();
  }

  static Service global(String id, String... constraints) {
    Service.Builder service = Service.newBuilder().setId(id);
    service.getSpecBuilder().getAnnotationsBuilder().setName(id);
    service.getSpecBuilder().getGlobalBuilder();
    for (String constraint : constraints) {
      service.getSpecBuilder().getTaskBuilder().getPlacementBuilder().addConstraints(constraint);
    }
    return service.build();
  }

  static Service replicatedJob(String id, long maxConcurrent, long total) {
    Service.Builder job = Service.newBuilder().setId(id);
    job.getSpecBuilder().getAnnotationsBuilder().setName(id);
    job.getSpecBuilder()
        .getReplicatedJobBuilder()
        .setMaxConcurrent(maxConcurrent)
        .setTotalCompletions(total);
    return job.build();
  }

  static Service globalJob(String id, String... constraints) {
    Service.Builder job = global(id, constraints).toBuilder();
    job.getSpecBuilder().getGlobalJobBuilder();
    return job.build();
  }

  /** A task of the iteration of job {@code web}. */
  static Task jobTask(String id, long slot, long iteration, TaskState observed, TaskState desired) {
    Task.Builder task = task(id, slot, "", observed, desired, 0).toBuilder().clearMeta();
    task.getJobIterationBuilder().setIndex(iteration);
    return task.build();
  }

  static Service withRestart(Service service, RestartPolicy restart) {
    Service.Builder changed = service.toBuilder();
    changed.getSpecBuilder().getTaskBuilder().setRestart(restart);
    return changed.build();
  }

  static Node node(String id) {
    Node.Builder node = Node.newBuilder().setId(id);
    node.getStatusBuilder().setState(NodeStatus.State.READY);
    node.getDescriptionBuilder().setHostname(id);
    return node.build();
  }

  static Node node(String id, NodeStatus.State state, NodeSpec.Availability availability) {
    Node.Builder node = node(id).toBuilder();
    node.getStatusBuilder().setState(state);
    node.getSpecBuilder().setAvailability(availability);
    return node.build();
  }

  /** A task of service {@code web}, created at {@code seconds} and in its state since then. */
  static Task task(
      String id, long slot, String node, TaskState observed, TaskState desired, long seconds) {
    Task.Builder task =
        Task.newBuilder()
            .setId(id)
            .setServiceId("web")
            .setSlot(slot)
            .setNodeId(node)
            .setDesiredState(desired);
    task.getStatusBuilder().setState(observed).setTimestamp(Times.timestamp(at(seconds)));
    task.getMetaBuilder().setCreatedAt(Times.timestamp(at(seconds)));
    return task.build();
  }

  static Task running(String id, long slot, String node) {
    return task(id, slot, node, TaskState.RUNNING, TaskState.RUNNING, 0);
  }

  static RestartPolicy policy(RestartCondition condition, long attempts, long windowSeconds) {
    return RestartPolicy.newBuilder()
        .setCondition(condition)
        .setMaxAttempts(attempts)
        .setWindow(Duration.newBuilder().setSeconds(windowSeconds))
        .setDelay(Duration.newBuilder().setSeconds(5))
        .build();
  }

  static Task withRestart(Task task, RestartPolicy restart) {
    Task.Builder changed = task.toBuilder();
    changed.getSpecBuilder().setRestart(restart);
    return changed.build();
  }
}
