package io.skep.controller;

import io.skep.controller.health.Standing;
import io.skep.store.loop.Loop;
import io.vertx.core.Future;
import java.util.List;

/**
 * Starts and stops a set of controllers that share one feed, and whatever else belongs to the
 * process, {@linkplain Group group by group}: feeds, then the controllers in the order in which
 * they were added, each once its sources are synced. At the end all controllers stop taking keys,
 * the last first, and the feed stops when none has a run under way. Any thread.
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
   * Adds a part of the process. After the start of its group it is started at once. Parts of {@link
   * Group#REPLICA} and later start when the feeds have their first snapshots.
   *
   * @param name names it in messages; unique in the manager
   * @throws IllegalArgumentException if the name is taken, or it is to run only where the lease is
   *     held and the manager stands for none
   * @throws IllegalStateException if the manager is stopped
   */
  Manager add(Group group, String name, Component component);

  /**
   * What a controller knows of a key: where it is, why, and since when. Costs a task of the
   * controller's loop.
   *
   * @throws IllegalArgumentException if there is no controller of this name
   */
  Future<Explanation> explain(String controller, String key);

  /**
   * What the controllers have to do, in the order in which they were added, for people to look at.
   * Costs each of them a task of its loop with a step for each key told of.
   *
   * @param each how many keys of each state to tell of at most, for each controller
   */
  Future<List<Workload>> workloads(int each);

  /** The loops that controllers run on: what a liveness probe asks. */
  List<Loop> loops();

  /**
   * Starts everything; once.
   *
   * @return completes when every controller takes keys, or is ready to where the lease is held, or
   *     the manager was stopped meanwhile; fails if one cannot start: with its sources' names, if
   *     they do not sync in two minutes
   */
  Future<Void> start();

  /**
   * Completes when the manager has stopped; fails as {@link #stop} does, or with the cause if a
   * controller made it stop.
   */
  Future<Void> stopped();

  /**
   * Stops everything: runs under way finish, keys that wait are not started. A lease is given back
   * when all that ran under it has ended. Idempotent.
   *
   * @return completes when no run is under way and nothing will start; fails, with the names of the
   *     parts that have not stopped, if it takes longer than the manager's options allow. Runs
   *     under way are then left alone, and what they write takes effect, unless it needs the lease
   */
  Future<Void> stop();

  /**
   * How the parts stand together, for a readiness probe: starting, with what is still missing; or
   * lost, since the first of its feeds lost its store; or good, or ended. Costs a look at each
   * part.
   */
  Standing standing();
}
