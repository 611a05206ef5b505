package io.skep.examples.scheduler.report;

import io.skep.api.Node;
import io.skep.api.NodeRole;
import io.skep.api.NodeStatus;
import io.skep.api.Service;
import io.skep.api.Task;
import io.skep.api.TaskState;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** A run of a few seconds, played to a recorder by hand. One thread. */
public final class SmallRun {
  private final RunRecorder recorder;
  private Duration now = Duration.ZERO;

  SmallRun(Consumer<TimelineEvent> listener) {
    recorder = new RunRecorder(listener);
  }

  /**
   * Two nodes, a service of two replicas and a global one, a service that cannot fit; at 10 s wren
   * dies and web.2 moves to heron.
   */
  public static RunReport example() {
    var run = new SmallRun(event -> {});
    run.node("n1", "heron", NodeRole.MANAGER, NodeStatus.State.READY);
    run.node("n2", "wren", NodeRole.WORKER, NodeStatus.State.READY);
    run.service("s1", "web", 2);
    run.service("s2", "<b>log</b>", 0);
    run.service("s3", "huge", 1);
    run.at(1);
    run.task("t1", "s1", "web", 1, "n1", TaskState.RUNNING, "");
    run.task("t2", "s1", "web", 2, "n2", TaskState.RUNNING, "");
    run.task("t3", "s2", "<b>log</b>", 0, "n1", TaskState.RUNNING, "");
    run.task("t4", "s3", "huge", 1, "", TaskState.PENDING, "no suitable node (too small)");
    run.at(10);
    run.node("n2", "wren", NodeRole.WORKER, NodeStatus.State.DOWN);
    run.stopping("t2", "s1", "web", 2, "n2");
    run.task("t5", "s1", "web", 2, "n1", TaskState.ASSIGNED, "");
    run.at(12);
    run.task("t5", "s1", "web", 2, "n1", TaskState.RUNNING, "");
    return run.report(Duration.ofSeconds(20));
  }

  RunReport report(Duration duration) {
    return recorder.report(
        "a small run", 7, duration, List.of("Shares may span devices & that is fine."));
  }

  void at(long seconds) {
    now = Duration.ofSeconds(seconds);
  }

  void node(String id, String hostname, NodeRole role, NodeStatus.State state) {
    Node.Builder node = Node.newBuilder().setId(id).setRole(role);
    node.getStatusBuilder().setState(state);
    node.getSpecBuilder().getAnnotationsBuilder().putLabels("zone", "north");
    node.getDescriptionBuilder()
        .setHostname(hostname)
        .getResourcesBuilder()
        .setNanoCpus(4_000_000_000L)
        .setMemoryBytes(8L << 30);
    recorder.node(now, node.build());
  }

  void nodeGone(String id) {
    recorder.nodeGone(now, id);
  }

  void service(String id, String name, int replicas) {
    Service.Builder service = Service.newBuilder().setId(id);
    service.getSpecBuilder().getAnnotationsBuilder().setName(name);
    if (replicas == 0) {
      service.getSpecBuilder().getGlobalBuilder();
    } else {
      service.getSpecBuilder().getReplicatedBuilder().setReplicas(replicas);
    }
    recorder.service(now, service.build());
  }

  void task(
      String id,
      String serviceId,
      String service,
      int slot,
      String node,
      TaskState state,
      String err) {
    recorder.task(
        now,
        task(id, serviceId, service, slot, node, state)
            .setDesiredState(TaskState.RUNNING)
            .setStatus(io.skep.api.TaskStatus.newBuilder().setState(state).setErr(err))
            .build());
  }

  void stopping(String id, String serviceId, String service, int slot, String node) {
    recorder.task(
        now,
        task(id, serviceId, service, slot, node, TaskState.RUNNING)
            .setDesiredState(TaskState.SHUTDOWN)
            .build());
  }

  void taskGone(String id) {
    recorder.taskGone(now, id);
  }

  private static Task.Builder task(
      String id, String serviceId, String service, int slot, String node, TaskState state) {
    Task.Builder task =
        Task.newBuilder().setId(id).setServiceId(serviceId).setSlot(slot).setNodeId(node);
    task.getStatusBuilder().setState(state);
    task.getServiceAnnotationsBuilder().setName(service);
    task.getSpecBuilder()
        .getResourcesBuilder()
        .getReservationsBuilder()
        .setNanoCpus(500_000_000L)
        .setMemoryBytes(512L << 20);
    return task;
  }
}
