package io.skep.examples.cron;

import io.skep.api.Service;
import io.skep.examples.cron.CronJob.CatchUp;
import io.skep.examples.cron.CronJob.Overlap;
import java.time.Instant;
import java.util.List;

/**
 * Which jobs there should be: some of those that there are, and new ones.
 *
 * @param kept oldest first
 * @param started the times of the new ones, oldest first
 */
record Plan(List<Service> kept, List<Instant> started) {
  /**
   * What {@code spec} wants of running jobs when {@code due}, oldest first, have no job yet.
   *
   * @param running oldest first
   */
  static Plan of(CronJob.Spec spec, List<Instant> due, List<Service> running) {
    if (due.isEmpty() || (spec.overlap() == Overlap.FORBID && !running.isEmpty())) {
      return new Plan(running, List.of());
    }
    List<Instant> latest = due.subList(due.size() - 1, due.size());
    if (spec.overlap() == Overlap.REPLACE) {
      return new Plan(List.of(), latest);
    }
    if (spec.catchUp() == CatchUp.LATEST) {
      return new Plan(running, latest);
    }
    return new Plan(running, spec.overlap() == Overlap.ALLOW ? due : due.subList(0, 1));
  }
}
