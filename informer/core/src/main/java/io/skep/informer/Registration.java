package io.skep.informer;

import io.skep.store.Version;
import io.vertx.core.Future;

/** A handler's place at an informer. Any thread; a closed registration fails what still waits. */
public interface Registration {
  /**
   * Completes when the informer is synced and the handler has returned from every object that was
   * there at its start.
   */
  Future<Void> synced();

  /**
   * Completes when the handler has returned from every event up to {@code version}; it may have
   * seen later ones too.
   */
  Future<Void> delivered(Version version);

  /**
   * How many objects have an event that waits for the handler; if it gets every single event, how
   * many of these wait.
   */
  int backlog();

  /**
   * Completes when the handler has been closed, by whomever, and is not running any more.
   *
   * @return fails with {@link BacklogExceededException} if it was closed because more events waited
   *     than its limit allows
   */
  Future<Void> closed();

  /**
   * Lets no further event start. Idempotent; may be called from inside the handler.
   *
   * @return completes when the handler is not running any more
   */
  Future<Void> close();
}
