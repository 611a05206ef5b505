package io.skep.controller.lease;

import io.vertx.core.Future;

/**
 * Hears how an election goes for one candidate, on the election's loop. Must return soon; what it
 * throws is logged.
 */
public interface LeaderListener {
  /** This candidate leads from now on. */
  void elected(Term term);

  /**
   * This candidate is to stop what it does as the leader: its term is over, or, if the {@linkplain
   * Election#stop election was stopped} or the {@linkplain LogLeadership#handOver leadership is
   * handed over}, will be when this is done. Called once for each {@link #elected}.
   *
   * @param term what it wrote in this term is fenced already, unless its end is by such a wish
   * @param reason for people
   * @return completes, or fails, when nothing is done in that term any more. A lease that is given
   *     back is kept and renewed until then; after a loss nobody waits, and {@link #elected} may be
   *     called again before
   */
  Future<Void> lost(Term term, String reason);

  /** Another candidate was seen to lead. */
  default void observed(String holder) {}

  /** The election was stopped, for whoever never led too; the last call. */
  default void stopped() {}
}
