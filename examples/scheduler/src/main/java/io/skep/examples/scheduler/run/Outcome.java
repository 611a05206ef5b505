package io.skep.examples.scheduler.run;

import io.skep.api.StoreSnapshot;
import io.skep.examples.scheduler.report.RunReport;
import io.skep.examples.scheduler.report.Waiting;
import io.skep.examples.scheduler.revision.RevisionOutcome;
import java.util.List;

/**
 * What a run ended with. Immutable.
 *
 * @param report the whole story
 * @param store all objects at the end
 * @param revisions what became of each revision that came after the first, in order
 */
public record Outcome(RunReport report, StoreSnapshot store, List<RevisionOutcome> revisions) {
  /** Copies the list. */
  public Outcome {
    revisions = List.copyOf(revisions);
  }

  /** All that is pending: tasks without a node. */
  public List<Waiting> pending() {
    return report.waiting();
  }
}
