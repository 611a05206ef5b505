package io.skep.orchestrator.update;

import io.skep.api.Task;
import io.skep.orchestrator.task.Tasks;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;

/**
 * How many slots an update has under way, and until when. A slot is under way from when its
 * replacement is made until that has run for the delay, or has failed and the delay has passed.
 * Immutable.
 *
 * @param busy how many
 * @param nextFree when the first of them is not any more, if that is known
 * @param idleFrom from when on none is, if that is known
 */
record Pace(long busy, Optional<Instant> nextFree, Optional<Instant> idleFrom) {
  /** Of a slot that waits for somebody else. */
  private static final Instant UNKNOWN = Instant.MAX;

  /**
   * Of the update that {@code tasks} belong to.
   *
   * @param begun when the update began
   */
  static Pace of(UpdateRule rule, Collection<Task> tasks, Instant begun, Instant now) {
    long busy = 0;
    Instant nextFree = UNKNOWN;
    Instant idleFrom = begun;
    for (Task task : tasks) {
      Instant until = until(rule, task, begun);
      if (until.isAfter(now)) {
        busy++;
        nextFree = until.isBefore(nextFree) ? until : nextFree;
      }
      idleFrom = until.isAfter(idleFrom) ? until : idleFrom;
    }
    return new Pace(busy, known(nextFree), known(idleFrom));
  }

  private static Optional<Instant> known(Instant instant) {
    return instant.equals(UNKNOWN) ? Optional.empty() : Optional.of(instant);
  }

  private static Instant until(UpdateRule rule, Task task, Instant begun) {
    Optional<Instant> since = Progress.runningSince(task);
    if (since.isPresent()) {
      return since.get().plus(rule.delay());
    }
    if (Progress.endedByItself(task)) {
      return Tasks.time(task).plus(rule.delay());
    }
    if (Tasks.isTerminal(task) || !Tasks.isRunnable(task)) {
      return begun; // Somebody else decided about it, and about who takes its place.
    }
    return deadline(rule, task).map(due -> due.plus(rule.delay())).orElse(UNKNOWN);
  }

  /** Until when {@code task} has to run, if there is such a time. */
  static Optional<Instant> deadline(UpdateRule rule, Task task) {
    return rule.deadline().map(Tasks.created(task)::plus);
  }
}
