package io.skep.orchestrator.task;

import io.skep.api.Node;
import io.skep.api.NodeSpec;
import io.skep.api.NodeStatus;
import io.skep.api.Task;
import io.skep.api.TaskState;
import io.skep.api.wire.Times;
import io.skep.controller.EventPredicate;
import io.skep.store.ReadTx;
import io.skep.store.kind.Kinds;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What orchestrators ask of a task. All pure. */
public final class Tasks {
  /** Oldest first, by creation; ties by id, so that the order is the same everywhere. */
  public static final Comparator<Task> BY_CREATION =
      Comparator.comparing(Tasks::created).thenComparing(Task::getId);

  /** Oldest first, by the time of the last status; ties by creation. */
  public static final Comparator<Task> BY_TIME =
      Comparator.comparing(Tasks::time).thenComparing(BY_CREATION);

  /** What serves best first: one that works rather than one that is to, or that has ended. */
  public static final Comparator<Task> BEST_FIRST =
      Comparator.comparing(Tasks::isTerminal)
          .thenComparing(Tasks::isHeld)
          .thenComparing(task -> task.getStatus().getState() != TaskState.RUNNING)
          .thenComparing(BY_CREATION);

  /** That a task came to a node, or left it. */
  public static final EventPredicate<Task> MOVED = EventPredicate.changed(Task::getNodeId);

  private Tasks() {}

  /** Whether the task is meant to run, now or once its delay is over. */
  public static boolean isRunnable(Task task) {
    return task.getDesiredStateValue() <= TaskState.RUNNING_VALUE;
  }

  /**
   * Whether the task is meant to get somewhere: to run, or as a job's to end by itself. Every
   * runnable task is active.
   */
  public static boolean isActive(Task task) {
    return task.getDesiredStateValue() <= TaskState.COMPLETE_VALUE;
  }

  /** What becomes of the task once nothing holds it back. */
  static TaskState goal(Task task) {
    return task.hasJobIteration() ? TaskState.COMPLETE : TaskState.RUNNING;
  }

  /** Whether the task may be at work on its node: it reached one that is not known to be down. */
  public static boolean mayRun(ReadTx at, Task task) {
    return !isTerminal(task)
        && task.getStatus().getStateValue() >= TaskState.ASSIGNED_VALUE
        && at.get(Kinds.NODE, task.getNodeId()).filter(node -> !isDown(node)).isPresent();
  }

  /** Whether the task has ended, for whatever reason. */
  public static boolean isTerminal(Task task) {
    return task.getStatus().getStateValue() > TaskState.RUNNING_VALUE;
  }

  /** Whether the task waits for the end of a restart delay. */
  public static boolean isHeld(Task task) {
    return task.getDesiredStateValue() == TaskState.READY_VALUE;
  }

  /** When the task was created. */
  public static Instant created(Task task) {
    return Times.instant(task.getMeta().getCreatedAt());
  }

  /** When the task's status was applied by a manager, or else when it was made. */
  public static Instant time(Task task) {
    var status = task.getStatus();
    return Times.instant(status.hasAppliedAt() ? status.getAppliedAt() : status.getTimestamp());
  }

  /** The service of the task, if that is where it cannot stay; else none. Most can. */
  public static List<String> stranded(Task task, ReadTx at) {
    return isOnLostNode(at, task) ? List.of(task.getServiceId()) : List.of();
  }

  /** Whether the task is on a node that cannot keep it: gone, down or drained. */
  public static boolean isOnLostNode(ReadTx at, Task task) {
    return !task.getNodeId().isEmpty() && isLost(at.get(Kinds.NODE, task.getNodeId()));
  }

  /** Whether tasks cannot stay on {@code node}. */
  public static boolean isLost(Optional<Node> node) {
    return node.isEmpty() || isDown(node.get()) || isDrained(node.get());
  }

  /** Whether {@code node} is known not to run anything any more. */
  public static boolean isDown(Node node) {
    return node.getStatus().getState() == NodeStatus.State.DOWN;
  }

  /** Whether {@code node} is being emptied. */
  public static boolean isDrained(Node node) {
    return node.getSpec().getAvailability() == NodeSpec.Availability.DRAIN;
  }
}
