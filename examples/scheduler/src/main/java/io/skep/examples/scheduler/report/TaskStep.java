package io.skep.examples.scheduler.report;

import java.time.Duration;

/**
 * What became of a task at a moment. Immutable.
 *
 * @param at since the start of the run
 * @param nodeId its node, "" if it has none
 * @param phase what it is from then on
 * @param note why it waits, or how it ended; "" if there is nothing to say
 */
public record TaskStep(Duration at, String nodeId, Phase phase, String note) {
  /** Whether this says no more than {@code before} did. */
  boolean repeats(TaskStep before) {
    return nodeId.equals(before.nodeId) && phase == before.phase && note.equals(before.note);
  }
}
