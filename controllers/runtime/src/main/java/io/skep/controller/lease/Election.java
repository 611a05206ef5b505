package io.skep.controller.lease;

import io.vertx.core.Future;

/** One process's part in deciding who leads. Any thread; everything happens on its loop. */
public interface Election {
  /** Begins to stand. Idempotent; without effect after {@link #stop}. */
  void start();

  /**
   * Stands no more. A leader is told first, and when it has {@linkplain LeaderListener#lost ended}
   * what it does, others can lead. Idempotent.
   *
   * @return completes when all of that is done
   */
  Future<Void> stop();

  /**
   * Ends at once, like a crash: what was done as the leader is fenced. For when {@link #stop} takes
   * too long. Idempotent.
   *
   * @return completes when nothing more happens
   */
  Future<Void> abandon();
}
