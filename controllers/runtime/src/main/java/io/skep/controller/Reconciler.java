package io.skep.controller;

import io.vertx.core.Future;

/**
 * Brings what is to what was asked for, for one object at a time.
 *
 * <p>A reconciler compares whole states and never replays events: what to do follows from the
 * snapshot of its {@link Run}. A key is never in two runs at once, and no change is missed: a
 * change during a run leads to another run. All calls come on the controller's loop and must not
 * block.
 *
 * @param <T> the objects; {@link Void} for a controller of one {@linkplain Sources#single single}
 *     key
 */
public interface Reconciler<T> {
  /** Says what makes a key worth a run. Called once, before the first run. */
  void declare(Sources<T> on);

  /**
   * Looks at one key.
   *
   * @return what to do with the key next; a failure, or an exception, is {@link Result.Failed}
   */
  Future<Result> reconcile(Run<T> run);
}
