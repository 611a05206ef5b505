package io.skep.controller;

import io.vertx.core.Future;

/**
 * A part of a process that starts and stops with its {@link Manager}: an endpoint, a cache, a
 * client of something else. Called on the manager's loop, and never before an earlier call's future
 * has completed. One that runs only where a lease is held is started for each term, and stopped
 * after it.
 */
public interface Component {
  /**
   * Starts it. Must not block.
   *
   * @return completes when it is ready, and what comes after it may start; a failure stops the
   *     manager
   */
  Future<Void> start(Start start);

  /**
   * Stops it, or what was started of it if {@link #start} has failed. Must not block.
   *
   * @return completes when nothing of it runs any more
   */
  Future<Void> stop();
}
