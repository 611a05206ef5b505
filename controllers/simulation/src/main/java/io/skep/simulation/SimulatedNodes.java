package io.skep.simulation;

import io.skep.api.Node;
import io.skep.api.NodeStatus;
import io.skep.api.Task;
import io.skep.api.TaskState;
import io.skep.api.TaskStatus;
import io.skep.api.wire.Times;
import io.skep.store.Origin;
import io.skep.store.Store;
import io.skep.store.Tx;
import io.skep.store.Version;
import io.skep.store.kind.Kinds;
import io.skep.store.kind.TaskKind;
import io.skep.store.loop.Loop;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The machines below the agents: they crash and start again, and the manager notices by heartbeats
 * that do not come. Confined to its loop.
 */
final class SimulatedNodes {
  /** Three heartbeats of five seconds: when a silent node counts as down. */
  static final Duration GRACE = Duration.ofSeconds(15);

  /** When nobody expects a node that is down to return: its tasks are given up. */
  static final Duration ORPHANED = Duration.ofHours(24);

  private static final Origin DISPATCHER = Origin.of("simulation/dispatcher");
  private static final Origin AGENT = Origin.of("simulation/agent");

  private final Store store;
  private final Loop loop;
  private final SimulatedAgents agents;
  private final Map<String, Loop.Timer> missing = new LinkedHashMap<>();

  /** Machines whose agents are {@code agents}, watched on {@code loop}. */
  SimulatedNodes(Store store, Loop loop, SimulatedAgents agents) {
    this.store = store;
    this.loop = loop;
    this.agents = agents;
  }

  /** The machine of {@code nodeId} stops at once. After {@link #GRACE} the node is down. */
  void crash(String nodeId) {
    agents.vanish(nodeId);
    expect(nodeId, GRACE, () -> markDown(nodeId));
  }

  /** Does {@code otherwise} if the node is not started before. */
  private void expect(String nodeId, Duration limit, Runnable otherwise) {
    Loop.Timer before = missing.put(nodeId, loop.after(limit, otherwise));
    if (before != null) {
      before.cancel();
    }
  }

  /** The machine of {@code nodeId} starts again: the node is ready, and what it ran is gone. */
  Future<Version> start(String nodeId) {
    Loop.Timer timer = missing.remove(nodeId);
    if (timer != null) {
      timer.cancel();
    }
    agents.comeBack(nodeId);
    return store.update(
        AGENT,
        tx -> {
          setStatus(tx, nodeId, NodeStatus.State.READY, "");
          for (Task task : tx.find(Kinds.TASK, TaskKind.byNodeId(nodeId))) {
            reportLost(tx, task, loop.clock().instant());
          }
        });
  }

  private void markDown(String nodeId) {
    store.update(
        DISPATCHER, tx -> setStatus(tx, nodeId, NodeStatus.State.DOWN, "heartbeat failure"));
    expect(nodeId, ORPHANED, () -> giveUp(nodeId));
  }

  private void giveUp(String nodeId) {
    missing.remove(nodeId);
    TaskStatus orphaned =
        TaskStatus.newBuilder()
            .setState(TaskState.ORPHANED)
            .setMessage("node lost, state of the task unknown")
            .setTimestamp(Times.timestamp(loop.clock().instant()))
            .build();
    store.update(
        DISPATCHER,
        tx ->
            tx.find(Kinds.TASK, TaskKind.byNodeId(nodeId)).stream()
                .filter(SimulatedNodes::mayRun)
                .forEach(
                    task -> tx.update(Kinds.TASK, task.toBuilder().setStatus(orphaned).build())));
  }

  private static boolean mayRun(Task task) {
    int state = task.getStatus().getStateValue();
    return state >= TaskState.ASSIGNED_VALUE && state <= TaskState.RUNNING_VALUE;
  }

  private static void setStatus(Tx tx, String nodeId, NodeStatus.State state, String message) {
    tx.get(Kinds.NODE, nodeId)
        .ifPresent(
            node -> {
              Node.Builder changed = node.toBuilder();
              changed.getStatusBuilder().setState(state).setMessage(message);
              tx.update(Kinds.NODE, changed.build());
            });
  }

  /** An agent that starts again finds nothing running; what it had not accepted is new to it. */
  private static void reportLost(Tx tx, Task task, Instant now) {
    if (!mayRun(task) || task.getStatus().getState() == TaskState.ASSIGNED) {
      return;
    }
    boolean toStop = task.getDesiredStateValue() >= TaskState.SHUTDOWN_VALUE;
    TaskStatus.Builder status =
        task.getStatus().toBuilder()
            .setState(toStop ? TaskState.SHUTDOWN : TaskState.FAILED)
            .setMessage(toStop ? "shutdown" : "failed")
            .setErr(toStop ? "" : "the node was restarted")
            .setTimestamp(Times.timestamp(now));
    tx.update(Kinds.TASK, task.toBuilder().setStatus(status).build());
  }
}
