package io.skep.scheduler.reconciler;

import io.skep.api.Node;
import io.skep.api.Service;
import io.skep.api.Task;
import io.skep.api.TaskState;
import io.skep.api.Volume;
import io.skep.scheduler.Decision;
import io.skep.scheduler.Pipeline;
import io.skep.scheduler.cluster.Cluster;
import io.skep.scheduler.cluster.NodeInfo;
import io.skep.scheduler.explain.Explainer;
import io.skep.scheduler.explain.TaskExplanation;
import io.skep.scheduler.order.FewestRecentFailures;
import io.skep.scheduler.waiting.PreassignedTasks;
import io.skep.scheduler.waiting.Standing;
import io.skep.scheduler.waiting.TaskGroup;
import io.skep.scheduler.waiting.WaitingTasks;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the scheduler knows: the cluster, the tasks that wait, and what it has decided but not seen
 * in the store yet. Kept up to date with every change of a node, task or service, so that a look at
 * it costs nothing and each change only what it concerns.
 *
 * <p>A decision is <em>assumed</em> from when it is made: its task does not wait any more and uses
 * its node. The first change seen of the task ends that, whatever it is: our own write shows the
 * same, any other write made ours fail. What is still assumed when the next run starts has not been
 * written, and is undone. So it does not matter why a write failed, or whether we were told.
 *
 * <p>Confined to the scheduler's loop.
 */
final class WorkingSet {
  private static final Logger LOG = LoggerFactory.getLogger(WorkingSet.class);

  private final Map<String, TrackedTask> tasks = new HashMap<>();
  private final Map<String, Service> services = new HashMap<>();
  private final Cluster cluster = new Cluster();
  private final PreassignedTasks preassigned = new PreassignedTasks();
  private final TreeMap<String, Task> obsolete = new TreeMap<>();
  private final List<TrackedTask> assumed = new ArrayList<>();
  private final FailureRecords failures = new FailureRecords(cluster);
  private final WaitingTasks waiting;

  /** A task that concerns the scheduler, as seen last. */
  private static final class TrackedTask {
    private Task task;
    private Standing standing = Standing.ELSEWHERE;
    private boolean everPreassigned;
    private Decision assumed;

    boolean isWaiting() {
      return standing == Standing.UNASSIGNED && assumed == null;
    }

    /** The node that it is counted on; empty if on none. */
    String usedNode() {
      if (assumed != null) {
        return assumed.node().getId();
      }
      return standing == Standing.ON_NODE ? task.getNodeId() : "";
    }
  }

  WorkingSet(Pipeline pipeline) {
    this.waiting = new WaitingTasks(pipeline);
  }

  Cluster cluster() {
    return cluster;
  }

  WaitingTasks waiting() {
    return waiting;
  }

  PreassignedTasks preassigned() {
    return preassigned;
  }

  /** Tasks that never got a node and are not wanted any more; by id. */
  Collection<Task> obsolete() {
    return Collections.unmodifiableCollection(obsolete.values());
  }

  Optional<Service> service(String id) {
    return Optional.ofNullable(services.get(id));
  }

  /** What {@code taskId} waits for, if it does. */
  TaskExplanation explain(String taskId, Explainer explainer) {
    TrackedTask tracked = tasks.get(taskId);
    if (tracked == null) {
      return new TaskExplanation.Unknown(taskId);
    }
    if (!tracked.usedNode().isEmpty()) {
      return new TaskExplanation.Placed(taskId, tracked.usedNode());
    }
    Task task = tracked.task;
    return switch (tracked.standing) {
      case UNASSIGNED -> explainer.explain(task, service(task.getServiceId()), cluster.nodes());
      case PREASSIGNED ->
          cluster
              .node(task.getNodeId())
              .map(own -> explainer.explain(task, service(task.getServiceId()), List.of(own)))
              .orElseGet(() -> new TaskExplanation.AwaitsNode(taskId, task.getNodeId()));
      case OBSOLETE -> new TaskExplanation.Unwanted(taskId);
      case ON_NODE, ELSEWHERE -> new TaskExplanation.Unknown(taskId);
    };
  }

  void putNode(Node node) {
    if (cluster.node(node.getId()).isEmpty()) {
      failures.addNode(node.getId());
    }
    cluster.put(node);
  }

  void removeNode(String id) {
    cluster.remove(id);
    failures.removeNode(id);
  }

  /** What is known of failures, and stored of them. */
  FailureRecords failures() {
    return failures;
  }

  void putVolume(Volume volume) {
    cluster.volumes().put(volume);
  }

  void removeVolume(String id) {
    cluster.volumes().remove(id);
  }

  void putService(Service service) {
    services.put(service.getId(), service);
  }

  void removeService(String id) {
    services.remove(id);
    for (TaskGroup group : waiting.groups()) {
      if (group.serviceId().equals(id)) {
        forget(group);
      }
    }
  }

  /** Takes note of a new task, or of a task's newer state. */
  void putTask(Task task) {
    Standing standing = Standing.of(task);
    TrackedTask tracked = tasks.get(task.getId());
    if (tracked == null) {
      if (standing == Standing.ELSEWHERE) {
        return;
      }
      tracked = new TrackedTask();
      tasks.put(task.getId(), tracked);
    }
    noteFailure(tracked, task);
    if (tracked.isWaiting() && standing == Standing.UNASSIGNED) {
      // What is known of the nodes for this task stays known.
      waiting.replace(tracked.task, task);
      tracked.task = task;
      return;
    }
    leave(tracked, standing == Standing.ON_NODE ? task.getNodeId() : "");
    tracked.task = task;
    tracked.standing = standing;
    enter(tracked);
  }

  /** Takes note that a task is gone. */
  void removeTask(String id) {
    TrackedTask tracked = tasks.get(id);
    if (tracked != null) {
      leave(tracked, "");
      tasks.remove(id);
    }
  }

  /**
   * Starts a run: undoes decisions that did not reach the store, so that their tasks wait again,
   * and dates the failures seen since the last run.
   */
  void settle(Instant now) {
    for (TrackedTask tracked : assumed) {
      if (tracked.assumed != null) {
        leave(tracked, "");
        enter(tracked);
      }
    }
    assumed.clear();
    cluster.forgetOldFailures(now);
    failures.settle(now, task -> recordFailure(task, now));
  }

  /** Counts {@code decision} as carried out, until the store shows what became of it. */
  void assume(Decision decision, NodeInfo node) {
    TrackedTask tracked = tasks.get(decision.task().getId());
    leave(tracked, "");
    tracked.assumed = decision;
    assumed.add(tracked);
    cluster.hold(node, decision);
  }

  /** Whether the service of these tasks was deleted: whoever did that sees to them. */
  boolean isOfNoService(TaskGroup group) {
    return !group.serviceId().isEmpty() && !services.containsKey(group.serviceId());
  }

  /** Stops waiting for nodes on behalf of these tasks; each waits again when it changes. */
  void forget(TaskGroup group) {
    List.copyOf(group.tasks()).forEach(waiting::remove);
  }

  /** Takes a task out of wherever it is, except off {@code staysOn}, where it only changes. */
  private void leave(TrackedTask tracked, String staysOn) {
    String used = tracked.usedNode();
    if (!used.isEmpty() && !used.equals(staysOn)) {
      cluster.release(used, tracked.task.getId());
    }
    tracked.assumed = null;
    switch (tracked.standing) {
      case UNASSIGNED -> waiting.remove(tracked.task);
      case PREASSIGNED -> preassigned.remove(tracked.task);
      case OBSOLETE -> obsolete.remove(tracked.task.getId());
      case ON_NODE, ELSEWHERE -> {}
    }
  }

  private void enter(TrackedTask tracked) {
    Task task = tracked.task;
    switch (tracked.standing) {
      case UNASSIGNED -> waiting.add(task);
      case PREASSIGNED -> {
        tracked.everPreassigned = true;
        preassigned.add(task);
      }
      case OBSOLETE -> obsolete.put(task.getId(), task);
      case ON_NODE -> cluster.hold(task);
      case ELSEWHERE -> tasks.remove(task.getId());
    }
  }

  /** Global tasks are bound to their node, so their failures are no reason to avoid it. */
  private void noteFailure(TrackedTask tracked, Task newer) {
    int state = newer.getStatus().getStateValue();
    boolean failedNow = state == TaskState.FAILED_VALUE || state == TaskState.REJECTED_VALUE;
    if (failedNow && !tracked.everPreassigned) {
      failures.noteFailure(newer);
    }
  }

  private void recordFailure(Task task, Instant now) {
    int count = cluster.recordFailure(task, now);
    if (count == FewestRecentFailures.TOO_MANY) {
      LOG.warn(
          "service {} failed {} times within {} on node {}: its tasks go elsewhere if they can",
          task.getServiceId(),
          count,
          Cluster.FAILURE_WINDOW,
          task.getNodeId());
    }
  }
}
