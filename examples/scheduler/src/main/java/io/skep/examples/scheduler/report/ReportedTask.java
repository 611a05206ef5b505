package io.skep.examples.scheduler.report;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A task and what became of it. Immutable.
 *
 * @param id its identity in the store
 * @param serviceId its service
 * @param name service and slot, such as {@code web.2}; the service alone if it is global
 * @param slot from 1; 0 for the task of a global service
 * @param reserved what it holds while it is on a node
 * @param steps at least one, in order of time
 */
public record ReportedTask(
    String id, String serviceId, String name, long slot, Amounts reserved, List<TaskStep> steps) {
  public ReportedTask {
    steps = List.copyOf(steps);
  }

  /** The same task with {@code steps} instead of its own. */
  ReportedTask withSteps(List<TaskStep> steps) {
    return new ReportedTask(id, serviceId, name, slot, reserved, steps);
  }

  /** The step that it had last taken at {@code moment}; empty if it was not created yet. */
  public Optional<TaskStep> stepAt(Duration moment) {
    TaskStep latest = null;
    for (TaskStep step : steps) {
      if (step.at().compareTo(moment) <= 0) {
        latest = step;
      }
    }
    return Optional.ofNullable(latest);
  }

  /** How it ended the run. */
  public TaskStep last() {
    return steps.get(steps.size() - 1);
  }
}
