package io.skep.orchestrator.job;

import io.skep.api.Task;
import io.skep.api.TaskState;
import io.skep.orchestrator.task.Plan;
import io.skep.orchestrator.task.RestartRule;
import io.skep.orchestrator.task.Tasks;
import io.skep.store.ReadTx;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One slot of a replicated job, or one node of a global one. Immutable.
 *
 * @param tasks the tasks of the current iteration there
 */
record Place(List<Task> tasks) {
  Place {
    tasks = List.copyOf(tasks);
  }

  /** How far it has come. */
  Progress progress(ReadTx at) {
    if (tasks.stream().anyMatch(Place::isComplete)) {
      return Progress.DONE;
    }
    if (tasks.stream().anyMatch(task -> Tasks.isActive(task) || Tasks.mayRun(at, task))) {
      return Progress.BUSY;
    }
    return newest().filter(this::isLast).isPresent() ? Progress.SPENT : Progress.OPEN;
  }

  private boolean isLast(Task task) {
    return !RestartRule.of(task).allowsAnotherAfter(task, tasks);
  }

  private static boolean isComplete(Task task) {
    return task.getStatus().getState() == TaskState.COMPLETE;
  }

  /** Whether the newest task did not end by itself but was stopped. */
  boolean wasStopped() {
    return newest().filter(task -> task.getStatus().getState() == TaskState.SHUTDOWN).isPresent();
  }

  private Optional<Task> newest() {
    return tasks.stream().max(Tasks.BY_CREATION);
  }

  /**
   * How many tasks count as running: those that may be at work, and one that is on its way. A
   * replacement that is held back does not run beside the task that it waits for.
   */
  long load(ReadTx at) {
    long atWork =
        tasks.stream().filter(task -> !Tasks.isHeld(task) && Tasks.mayRun(at, task)).count();
    boolean busy = progress(at) == Progress.BUSY && tasks.stream().anyMatch(Tasks::isActive);
    return Math.max(atWork, busy ? 1 : 0);
  }

  /** The task that stands for this place; empty if none is meant to get anywhere. */
  Optional<Task> kept() {
    return active().min(Tasks.BEST_FIRST);
  }

  /** Stops all tasks that are under way but the one with id {@code kept}. */
  void stopAllBut(String kept, Plan plan) {
    active()
        .filter(task -> !task.getId().equals(kept))
        .forEach(task -> plan.desire(task, TaskState.SHUTDOWN));
  }

  /** What ended well stays as it is: it is what tells that the place is done. */
  private Stream<Task> active() {
    return tasks.stream().filter(task -> Tasks.isActive(task) && !isComplete(task));
  }
}
