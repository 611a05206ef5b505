package io.skep.examples.scheduler.run;

import io.skep.api.StoreSnapshot;
import io.skep.examples.scheduler.report.RunReport;
import io.skep.examples.scheduler.report.Waiting;
import io.skep.examples.scheduler.revision.RevisionOutcome;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a run ended with. Immutable.
 *
 * @param report the whole story
 * @param store all objects at the end
 * @param notStarted services that no controller runs yet, with the reason
 * @param revisions what became of each revision that came after the first, in order
 */
public record Outcome(
    RunReport report,
    StoreSnapshot store,
    List<Waiting> notStarted,
    List<RevisionOutcome> revisions) {
  /** Copies the lists. */
  public Outcome {
    notStarted = List.copyOf(notStarted);
    revisions = List.copyOf(revisions);
  }

  /** All that is pending: tasks without a node, and services that were not started. */
  public List<Waiting> pending() {
    return Stream.concat(report.waiting().stream(), notStarted.stream()).toList();
  }
}
