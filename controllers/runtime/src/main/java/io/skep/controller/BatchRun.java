package io.skep.controller;

import io.skep.store.Fork;
import io.skep.store.ReadTx;
import io.vertx.core.Future;
import java.util.List;

/**
 * One look at some pending objects.
 *
 * @param objects at least one, as they stand in the snapshot, in the order in which they became
 *     pending
 * @param run what there is besides: attempt, causes, deadline, transactions
 * @param <T> the objects
 */
public record BatchRun<T>(List<T> objects, Run<Void> run) {
  /** Copies the list. */
  public BatchRun {
    objects = List.copyOf(objects);
  }

  /** The snapshot: all objects of all kinds at one version. */
  public ReadTx at() {
    return run.at();
  }

  /** A private, writable copy of the snapshot to plan on. Costs nothing. */
  public Fork fork() {
    return run.fork();
  }

  /**
   * Commits what {@code plan} has changed: all of it, or nothing if somebody else was quicker with
   * one of the objects. Then done.
   */
  public Future<Result> commit(Fork plan) {
    return run.commit(plan, Result.done());
  }

  /** Nothing more to do. */
  public Future<Result> done() {
    return run.done();
  }
}
