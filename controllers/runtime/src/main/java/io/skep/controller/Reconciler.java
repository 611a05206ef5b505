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

  /**
   * Hears of a run that failed, while its key is still in hand: the place to write the failure into
   * the object's status, as in
   *
   * <pre>{@code
   * return run.commit(tx -> setStatus(tx, run.id(), failure.cause().getMessage()), failure);
   * }</pre>
   *
   * <p>Called for every {@link Result.Failed} and {@link Result.Terminal}, also those that an
   * exception or a failed future stands for. Not called for a write that met conflicts and
   * succeeded in the end, for one whose outcome is unknown, for an object that is gone (unless
   * {@link Sources#alsoDeleted} asks for such runs), for errors of the virtual machine, and once
   * the manager stops.
   *
   * <p>What is written through {@code run} wakes every key that it concerns but this one, unless it
   * deletes something; so a failure that is written down each time it happens does not make the key
   * spin. If this method throws, or its future fails, that is logged and counted, and {@code
   * failure} stands.
   *
   * @param run another look at the key, on a snapshot that shows all that the failed run has
   *     written, and with transactions of its own; cause and attempt are those of the failed run
   * @param failure {@link Result.Failed} if the key will be tried again; {@link Result.Terminal} if
   *     not, because the run said so or was the last attempt
   * @return what to do with the key instead: {@code failure} to leave it at that, {@link
   *     Result.Terminal} to give up, {@link Result.Again} for a delay of its own. The run counts as
   *     failed in any case, and a {@link Result.Failed} does not bring back used-up attempts
   */
  default Future<Result> onFailure(Run<T> run, Result.Failure failure) {
    return Future.succeededFuture(failure);
  }
}
