package io.skep.orchestrator.update;

import io.skep.api.Service;
import io.skep.api.Task;
import io.skep.api.TaskState;
import io.skep.orchestrator.task.Tasks;
import io.skep.store.ReadTx;
import java.util.List;
import java.util.Optional;

/** The tasks of one slot, as an update sees them. Immutable; for one snapshot or transaction. */
final class SlotLook {
  private final ReadTx at;
  private final DirtyCheck check;
  private final List<Task> tasks;

  /**
   * @param tasks all tasks of the slot, history too
   */
  SlotLook(ReadTx at, Service service, List<Task> tasks) {
    this.at = at;
    this.check = DirtyCheck.against(service);
    this.tasks = tasks;
  }

  List<Task> runnable() {
    return tasks.stream().filter(Tasks::isRunnable).toList();
  }

  /** Whether the slot has to change: a task that is to run, or else the newest, is dirty. */
  boolean isDirty() {
    List<Task> runnable = runnable();
    return runnable.isEmpty()
        ? tasks.stream().max(Tasks.BY_TIME).filter(this::isDirtyEnd).isPresent()
        : runnable.stream().anyMatch(this::isDirty);
  }

  private boolean isDirtyEnd(Task newest) {
    return newest.getDesiredStateValue() < TaskState.REMOVE_VALUE && isDirty(newest);
  }

  private boolean isDirty(Task task) {
    return check.isDirty(at, task);
  }

  /** Whether the update with that number has had its try here, however it ended. */
  boolean isTried(long number) {
    return tasks.stream()
        .anyMatch(
            task -> Progress.isOf(task, number) && !isDirty(task) && !Progress.wasForNothing(task));
  }

  /** Whether a task that is to run does. */
  boolean isServed() {
    return runnable().stream().anyMatch(SlotLook::runs);
  }

  /** The task that fills the slot as it is to be, or will; empty if there is none that can. */
  Optional<Task> clean() {
    return runnable().stream()
        .filter(task -> !Tasks.isTerminal(task) && !Tasks.isOnLostNode(at, task))
        .filter(task -> !isDirty(task))
        .min(Tasks.BEST_FIRST);
  }

  /**
   * The task beside which no other one is needed: one that is up to date and runs; or is on its
   * way, with no task that is out of date to hold the place meanwhile.
   */
  Optional<Task> sufficient() {
    return clean()
        .filter(clean -> runs(clean) || runnable().stream().noneMatch(this::holdsThePlace));
  }

  private boolean holdsThePlace(Task task) {
    return !Tasks.isTerminal(task) && (isDirty(task) || Tasks.isOnLostNode(at, task));
  }

  /** The tasks that are out of date and hold the place on nodes that keep them, best first. */
  List<Task> outdated() {
    return runnable().stream()
        .filter(task -> !Tasks.isTerminal(task) && !Tasks.isOnLostNode(at, task))
        .filter(this::isDirty)
        .sorted(Tasks.BEST_FIRST)
        .toList();
  }

  /** The task that is out of date and does best until another one takes over. */
  Optional<Task> bestDirty() {
    return runnable().stream()
        .filter(task -> !Tasks.isTerminal(task) && isDirty(task))
        .min(Tasks.BEST_FIRST);
  }

  static boolean runs(Task task) {
    return task.getStatus().getState() == TaskState.RUNNING;
  }
}
