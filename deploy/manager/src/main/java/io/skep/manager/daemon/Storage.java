package io.skep.manager.daemon;

import io.skep.controller.health.Standing;
import io.skep.controller.lease.LogLeadership;
import io.skep.manager.members.Roster;
import io.skep.store.Store;
import io.vertx.core.Future;
import java.io.IOException;
import java.util.Optional;

/**
 * Where the daemon's state is kept. Opened, started and ended by a thread that may block; the rest
 * any thread.
 */
interface Storage {
  /** The state. */
  Store store();

  /** Says whether this process leads; empty if there is no other that could. */
  Optional<LogLeadership> leadership();

  /** Who else keeps this state; empty if nobody could. */
  Optional<Roster> roster();

  /** Done when the store shows all that was acknowledged before. */
  Future<Void> caughtUp();

  /** Done when the store holds all that anybody was told before this call. */
  Future<Void> newest();

  /** Completes with the cause once nothing can be kept any more, and the process should end. */
  Future<Throwable> broken();

  /** Whether the store may be relied upon. */
  Standing standing();

  /** Begins to save, where that is done from time to time. */
  void start() throws IOException;

  /** Ends, with everything saved. */
  void stop() throws IOException;

  /** Ends as it is. */
  void abandon() throws IOException;
}
