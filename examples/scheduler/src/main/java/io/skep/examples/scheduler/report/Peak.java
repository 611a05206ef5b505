package io.skep.examples.scheduler.report;

import java.time.Duration;
import java.util.TreeMap;

/**
 * The moment at which most tasks were on nodes; the first of several. Immutable.
 *
 * @param at since the start of the run
 * @param tasks how many were on a node
 */
public record Peak(Duration at, int tasks) {
  /** The peak of {@code report}. */
  static Peak of(RunReport report) {
    var changes = new TreeMap<Duration, Integer>();
    for (ReportedTask task : report.tasks()) {
      boolean before = false;
      for (TaskStep step : task.steps()) {
        boolean now = step.phase().isOnNode();
        changes.merge(step.at(), (now ? 1 : 0) - (before ? 1 : 0), Integer::sum);
        before = now;
      }
    }
    var peak = new Peak(Duration.ZERO, 0);
    int tasks = 0;
    for (var change : changes.entrySet()) {
      tasks += change.getValue();
      if (tasks > peak.tasks) {
        peak = new Peak(change.getKey(), tasks);
      }
    }
    return peak;
  }
}
