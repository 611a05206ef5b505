package io.skep.controller;

import io.skep.controller.custom.CustomKind;
import io.vertx.core.Future;

/**
 * A reconciler that has to clean up, outside of the store, before an object of its kind may go: a
 * name in the DNS, a disk. The runtime keeps the object until that is done, by a finalizer.
 *
 * <p>The finalizer is added by the first transaction of a run that finds the object without it, so
 * have {@link Run#commit} succeed before anything is done outside. Once somebody deletes the
 * object, it stays, marked, and its runs call {@link #cleanup} in place of {@link #reconcile},
 * until that is {@link Result.Done}; then the finalizer is taken away, and the object goes when
 * nobody else has one.
 *
 * @param <T> the objects; the primary ones of {@link #declare}
 */
public interface CleaningReconciler<T> extends Reconciler<T> {
  /** The kind of the objects. */
  CustomKind<T> kind();

  /**
   * What the finalizer is called: unique among all programs that use the store, and never changed,
   * such as {@code example.com/dns}.
   */
  String finalizer();

  /**
   * Cleans up after the object, which is being deleted. May be called again after it has succeeded,
   * so it must not fail if there is nothing left to do. Not called if the object vanished without
   * it: if somebody took the finalizer away.
   *
   * @return {@link Result.Done} if everything is cleaned up; anything else is treated as a result
   *     of {@link #reconcile}, and the object stays
   */
  Future<Result> cleanup(Run<T> run);
}
