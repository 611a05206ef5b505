package io.skep.controller;

import io.vertx.core.Future;

/**
 * Starts and stops a set of controllers that share one feed: feed and informers first, then the
 * controllers in the order in which they were added, each once its sources are synced. At the end
 * all controllers stop taking keys, the last first, and the feed stops when none has a run under
 * way. Any thread.
 */
public interface Manager {
  /**
   * Adds a controller. After the start it is started at once.
   *
   * @param name names it in messages, metrics and as the writer of its commits; unique in the
   *     manager
   * @throws IllegalArgumentException if the name is taken
   * @throws IllegalStateException if the manager is stopped
   */
  <T> Manager add(String name, Reconciler<T> reconciler, ControllerOptions options);

  /** {@link #add(String, Reconciler, ControllerOptions)} with the defaults. */
  default <T> Manager add(String name, Reconciler<T> reconciler) {
    return add(name, reconciler, ControllerOptions.DEFAULT);
  }

  /**
   * Starts everything; once.
   *
   * @return completes when every controller takes keys, or the manager was stopped meanwhile; fails
   *     if one cannot start: with its sources' names, if they do not sync in two minutes
   */
  Future<Void> start();

  /**
   * Completes when the manager has stopped; fails as {@link #stop} does, or with the cause if a
   * controller made it stop.
   */
  Future<Void> stopped();

  /**
   * Stops everything: runs under way finish, keys that wait are not started. Idempotent.
   *
   * @return completes when no run is under way and nothing will start; fails, with the names of
   *     their controllers, if runs are under way longer than the manager's options allow. Such runs
   *     are left alone, and what they write takes effect
   */
  Future<Void> stop();
}
