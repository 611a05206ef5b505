package io.skep.examples.attach;

import io.skep.api.Node;
import io.skep.api.NodeRole;
import io.skep.api.NodeSpec.Availability;
import io.skep.api.NodeStatus;
import io.skep.api.Service;
import io.skep.api.Task;
import io.skep.api.TaskState;
import io.skep.api.UpdateStatus.UpdateState;
import io.skep.api.wire.Times;
import io.skep.store.Tx;
import io.skep.store.kind.Kinds;
import java.time.Instant;

/** A small cluster at {@link #NOW}. */
public final class Demo {
  /** Half past nine. */
  public static final Instant NOW = Instant.parse("2026-03-01T09:30:00Z");

  private Demo() {}

  /** Creates three nodes, two services and five tasks. */
  public static Void create(Tx tx) {
    tx.create(Kinds.NODE, node("finch", NodeRole.MANAGER).build());
    tx.create(Kinds.NODE, node("wren", NodeRole.WORKER).build());
    Node.Builder kite = node("kite", NodeRole.WORKER);
    kite.getSpecBuilder().setAvailability(Availability.DRAIN);
    kite.getStatusBuilder().setState(NodeStatus.State.DOWN);
    tx.create(Kinds.NODE, kite.build());
    Service.Builder web = service("web", "nginx:1.27@sha256:0123");
    web.getSpecBuilder().getReplicatedBuilder().setReplicas(3);
    web.getUpdateStatusBuilder().setState(UpdateState.UPDATING);
    tx.create(Kinds.SERVICE, web.build());
    Service.Builder agent = service("agent", "agent:2");
    agent.getSpecBuilder().getGlobalBuilder();
    tx.create(Kinds.SERVICE, agent.build());
    tx.create(Kinds.TASK, task("web", 1, "finch", TaskState.RUNNING, 45).build());
    tx.create(Kinds.TASK, task("web", 2, "wren", TaskState.STARTING, 3).build());
    Task.Builder failed = task("web", 2, "kite", TaskState.FAILED, 4000);
    failed.setId("web.2.old").setDesiredState(TaskState.SHUTDOWN);
    failed.getStatusBuilder().setErr("task: non-zero exit (1)\n\u001b[31mpanic");
    tx.create(Kinds.TASK, failed.build());
    tx.create(Kinds.TASK, task("agent", 0, "finch", TaskState.RUNNING, 200_000).build());
    tx.create(Kinds.TASK, task("agent", 0, "wren", TaskState.RUNNING, 125).build());
    return null;
  }

  /** A node that is ready. */
  public static Node.Builder node(String name, NodeRole role) {
    Node.Builder node = Node.newBuilder().setId(name + "-id").setRole(role);
    node.getDescriptionBuilder().setHostname(name);
    node.getStatusBuilder().setState(NodeStatus.State.READY);
    return node;
  }

  /** A service of no mode yet. */
  public static Service.Builder service(String name, String image) {
    Service.Builder service = Service.newBuilder().setId(name + "-id");
    service.getSpecBuilder().getAnnotationsBuilder().setName(name);
    service.getSpecBuilder().getTaskBuilder().getContainerBuilder().setImage(image);
    return service;
  }

  /** A task that is to be running, and has been in {@code state} for so many seconds. */
  public static Task.Builder task(
      String service, long slot, String node, TaskState state, long seconds) {
    Task.Builder task =
        Task.newBuilder()
            .setId("%s.%s".formatted(service, slot == 0 ? node : slot))
            .setServiceId(service + "-id")
            .setSlot(slot)
            .setNodeId(node + "-id")
            .setDesiredState(TaskState.RUNNING);
    task.getStatusBuilder()
        .setState(state)
        .setTimestamp(Times.timestamp(NOW.minusSeconds(seconds)));
    return task;
  }
}
