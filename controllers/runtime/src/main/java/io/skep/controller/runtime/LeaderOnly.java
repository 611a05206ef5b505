package io.skep.controller.runtime;

import io.skep.controller.lease.Term;
import io.vertx.core.Future;

/** Something that works only while a lease is held. Called on the manager's loop. */
interface LeaderOnly {
  /** Names it in messages. */
  String name();

  /** Works from now on, in {@code term}. */
  void elected(Term term);

  /** Ends what it does in {@code term}; completes when nothing of it is under way. */
  Future<Void> lost(Term term);

  /** Whether nothing of it is under way. Any thread. */
  boolean isIdle();
}
