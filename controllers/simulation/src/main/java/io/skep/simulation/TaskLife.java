package io.skep.simulation;

import io.skep.api.Task;
import io.skep.api.TaskState;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * How long the steps of a task's life take on a simulated node, and how it ends. What happens to a
 * task follows from the seed and the task's id alone, so it does not depend on what else goes on.
 * Immutable.
 *
 * @param seed draws the lengths and the failures
 * @param step how long accepting, starting and stopping take each: between half of this and one and
 *     a half times this
 * @param prepare how long preparing (pulling an image) takes, likewise
 * @param failures the share of tasks, 0 to 1, that fail some time after they started
 * @param failAfter how long after its start such a task fails, likewise
 * @param runTime how long after its start a task that has not failed ends with success, likewise;
 *     zero for tasks that run for ever, but for those of jobs, which end after ten seconds then
 */
public record TaskLife(
    long seed,
    Duration step,
    Duration prepare,
    double failures,
    Duration failAfter,
    Duration runTime) {
  private static final Duration JOB = Duration.ofSeconds(10);

  /**
   * How a running task ends by itself.
   *
   * @param state FAILED or COMPLETE
   * @param after how long after its start
   */
  record End(TaskState state, Duration after) {}

  /** Refuses what cannot be drawn from. */
  public TaskLife {
    if (Stream.of(step, prepare, failAfter, runTime).anyMatch(Duration::isNegative)) {
      throw new IllegalArgumentException(
          "lengths must not be negative but are step %s, prepare %s, failAfter %s, runTime %s"
              .formatted(step, prepare, failAfter, runTime));
    }
    if (!(failures >= 0 && failures <= 1)) {
      throw new IllegalArgumentException("failures must be from 0 to 1 but is " + failures);
    }
  }

  /** Tasks that start within a second or two and run for ever. */
  public static TaskLife steady(long seed) {
    return new TaskLife(
        seed, Duration.ofMillis(200), Duration.ofSeconds(1), 0, Duration.ZERO, Duration.ZERO);
  }

  /** This life, in which the share {@code share} of tasks fail about {@code after} they started. */
  public TaskLife withFailures(double share, Duration after) {
    return new TaskLife(seed, step, prepare, share, after, runTime);
  }

  /** This life, in which tasks that do not fail before end with success after about {@code run}. */
  public TaskLife withRunTime(Duration run) {
    return new TaskLife(seed, step, prepare, failures, failAfter, run);
  }

  /** How long {@code task} stays in the state that it is in before it goes on by itself. */
  Duration lengthOf(Task task) {
    Duration mean = task.getStatus().getState() == TaskState.PREPARING ? prepare : step;
    return around(mean, draw(task, task.getStatus().getState().getNumber()));
  }

  /** How long {@code task} takes to stop. */
  Duration lengthOfStop(Task task) {
    return around(step, draw(task, TaskState.SHUTDOWN_VALUE));
  }

  /** How {@code task} ends once it runs; empty if it runs until it is stopped. */
  Optional<End> endOf(Task task) {
    Optional<End> failure = failureOf(task);
    Optional<End> success =
        Optional.of(runTime.isZero() && task.hasJobIteration() ? JOB : runTime)
            .filter(run -> !run.isZero())
            .map(run -> around(run, draw(task, TaskState.COMPLETE_VALUE)))
            .map(after -> new End(TaskState.COMPLETE, after));
    return Stream.of(failure, success)
        .flatMap(Optional::stream)
        .min(Comparator.comparing(End::after));
  }

  private Optional<End> failureOf(Task task) {
    SplittableRandom draw = draw(task, TaskState.FAILED_VALUE);
    return draw.nextDouble() < failures
        ? Optional.of(new End(TaskState.FAILED, around(failAfter, draw)))
        : Optional.empty();
  }

  private SplittableRandom draw(Task task, int purpose) {
    return new SplittableRandom(seed ^ ((long) task.getId().hashCode() << 32) ^ purpose);
  }

  private static Duration around(Duration mean, SplittableRandom draw) {
    return Duration.ofNanos((long) (mean.toNanos() * (0.5 + draw.nextDouble())));
  }
}
