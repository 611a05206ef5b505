package io.skep.controller.runtime;

import io.skep.controller.health.Standing;
import io.vertx.core.Future;
import java.util.Optional;

/** Something that a manager starts and stops. Called on the manager's loop. */
interface Part {
  /** Names it in messages. */
  String name();

  /** Starts it; completes when it is ready, or was stopped meanwhile. */
  Future<Void> start();

  /** Starts nothing new: what is under way may go on until {@link #stop}. Idempotent. */
  default void quiesce() {}

  /** Stops it; completes when nothing of it runs. Idempotent. */
  Future<Void> stop();

  /** Ends it at once, after {@link #stop} has taken too long. */
  default void abandon() {}

  /** Whether {@link #stop} has completed. Any thread. */
  boolean isStopped();

  /** Since when it does not hear from its source any more, and why; empty while it does. */
  default Optional<Standing.Lost> lost() {
    return Optional.empty();
  }

  /** What is missing until it is ready, a sentence; empty if nothing is. Any thread. */
  default String missing() {
    return "";
  }
}
