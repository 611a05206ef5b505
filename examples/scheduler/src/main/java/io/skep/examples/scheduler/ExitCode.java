package io.skep.examples.scheduler;

import io.skep.examples.scheduler.revision.RevisionOutcome;
import io.skep.examples.scheduler.run.Outcome;
import java.util.List;

/** What the process ends with. */
final class ExitCode {
  /** Everything is placed; of the demonstration: what stays pending is what was announced. */
  static final int ALL_PLACED = 0;

  /** The demonstration did not end as announced, or the program has a fault. */
  static final int FAILED = 1;

  /** A file or an option is wrong; nothing was run. */
  static final int BAD_INPUT = 2;

  /** Something stays pending, or does not run as asked for. */
  static final int PENDING = 3;

  /** A revision was refused; what was accepted runs. */
  static final int REFUSED = 4;

  /** Of {@code plan}: nothing would change. */
  static final int NO_CHANGES = 0;

  /** Of {@code plan}: something would change, as {@code diff} says it. */
  static final int CHANGES = 1;

  /** Of {@code plan}, where 1 is an answer: the program has a fault. */
  static final int PLAN_FAILED = 70;

  private ExitCode() {}

  /** What a run that is not the demonstration ends with. */
  static int of(Outcome outcome) {
    List<RevisionOutcome> revisions = outcome.revisions();
    boolean lacks = revisions.stream().anyMatch(one -> !one.lacking().isEmpty());
    if (lacks || outcome.pending().stream().anyMatch(waiting -> waiting.count() > 0)) {
      return PENDING;
    }
    boolean refused = revisions.stream().anyMatch(RevisionOutcome.Refused.class::isInstance);
    return refused ? REFUSED : ALL_PLACED;
  }
}
