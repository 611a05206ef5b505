package io.skep.orchestrator.task;

import io.skep.api.RestartPolicy;
import io.skep.api.RestartPolicy.RestartCondition;
import io.skep.api.Task;
import io.skep.api.TaskState;
import io.skep.api.wire.Times;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Whether a task that ended is followed by another one, and when. The history that this depends on
 * is the tasks of the slot that are still in the store, which the {@code TaskReaper} keeps for as
 * long as they matter: nothing is lost when the leader changes. Immutable.
 *
 * @param condition after which ends there is another task
 * @param delay how long the other task waits before it starts
 * @param maxAttempts how many restarts there may be; 0 for any number
 * @param window how far back restarts count; zero for ever
 */
public record RestartRule(
    RestartCondition condition, Duration delay, long maxAttempts, Duration window) {
  private static final Duration DEFAULT_DELAY = Duration.ofSeconds(5);

  /** The rule for {@code task}: its policy, with the defaults for what it leaves out. */
  public static RestartRule of(Task task) {
    if (!task.getSpec().hasRestart()) {
      return new RestartRule(RestartCondition.ANY, DEFAULT_DELAY, 0, Duration.ZERO);
    }
    RestartPolicy policy = task.getSpec().getRestart();
    return new RestartRule(
        policy.getCondition(),
        policy.hasDelay() ? Times.duration(policy.getDelay()) : DEFAULT_DELAY,
        policy.getMaxAttempts(),
        Times.duration(policy.getWindow()));
  }

  /**
   * Whether {@code task} is followed by another one.
   *
   * @param slot all tasks of the slot, {@code task} among them
   */
  public boolean allowsAnotherAfter(Task task, List<Task> slot) {
    boolean wanted =
        switch (condition) {
          case ANY -> !task.hasJobIteration() || !isComplete(task);
          case ON_FAILURE -> !isComplete(task);
          default -> false;
        };
    return wanted && (maxAttempts == 0 || restartsBefore(task, slot) < maxAttempts);
  }

  private static boolean isComplete(Task task) {
    return task.getStatus().getState() == TaskState.COMPLETE;
  }

  /**
   * How many restarts of the task's spec version and iteration count against the limit. Tasks to be
   * removed are of a time before the service was made smaller: what follows is no restart of them.
   */
  private long restartsBefore(Task task, List<Task> slot) {
    Instant end = Tasks.time(task);
    return slot.stream()
        .filter(other -> other.getDesiredStateValue() < TaskState.REMOVE_VALUE)
        .filter(other -> other.getSpecVersion().equals(task.getSpecVersion()))
        .filter(other -> other.getJobIteration().equals(task.getJobIteration()))
        .sorted(Tasks.BY_CREATION)
        .skip(1)
        .map(Tasks::created)
        .filter(restart -> window.isZero() || isWithin(restart, end))
        .count();
  }

  private boolean isWithin(Instant restart, Instant end) {
    return restart.isAfter(end.minus(window)) && restart.isBefore(end);
  }
}
