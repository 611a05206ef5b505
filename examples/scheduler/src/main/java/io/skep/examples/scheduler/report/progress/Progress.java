package io.skep.examples.scheduler.report.progress;

import java.time.Duration;

/**
 * How far a run has come. Immutable.
 *
 * @param at since its start, in virtual time
 * @param end when it is expected to end; zero if that is not known
 * @param nodes in the cluster
 * @param nodesReady those of them that can take tasks
 * @param running tasks that run
 * @param starting tasks that are on a node and about to run
 * @param waiting tasks that are wanted and on no node
 */
public record Progress(
    Duration at, Duration end, int nodes, int nodesReady, int running, int starting, int waiting) {
  /** The share of the run that is over, from 0 to 100; 0 if its end is not known. */
  public int percent() {
    return end.isZero() ? 0 : (int) Math.min(100, at.toMillis() * 100 / end.toMillis());
  }
}
