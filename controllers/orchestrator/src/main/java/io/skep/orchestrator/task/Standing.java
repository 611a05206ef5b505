package io.skep.orchestrator.task;

import io.skep.api.Task;
import io.skep.api.TaskState;
import io.skep.controller.EventPredicate;

/**
 * What of a task an orchestrator acts on. The steps of a task on its way to running are none of
 * that: most changes of most tasks.
 *
 * @param desired what the task is to become
 * @param ended whether it has ended
 */
public record Standing(TaskState desired, boolean ended) {
  /** New tasks, deleted ones, and those whose standing has changed. */
  public static final EventPredicate<Task> CHANGED = EventPredicate.changed(Standing::of);

  private static Standing of(Task task) {
    return new Standing(task.getDesiredState(), Tasks.isTerminal(task));
  }
}
