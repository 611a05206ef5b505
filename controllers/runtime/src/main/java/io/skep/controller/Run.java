package io.skep.controller;

import io.skep.controller.custom.ObjectTx;
import io.skep.store.BatchResult;
import io.skep.store.Fork;
import io.skep.store.ReadTx;
import io.skep.store.Tx;
import io.skep.store.Version;
import io.skep.store.loop.Clock;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One look at one key: a snapshot, and a way to write.
 *
 * <p>The snapshot holds at least all that this controller has committed and all that led to this
 * run. Confined to the controller's loop; not to be used after the run's future has completed.
 *
 * @param <T> the reconciled object
 */
public interface Run<T> {
  /** The key: the id of the reconciled object, or the single key. */
  String id();

  /** The reconciled object in the snapshot; empty if it is gone. */
  Optional<T> object();

  /** The snapshot: all objects of all kinds at one version. */
  ReadTx at();

  /**
   * Why there is this run; for people and short cuts only. At most 16, with the rest counted in the
   * last.
   */
  List<String> causes();

  /**
   * 1 for the first run, and one more for each failed or backed-off run of the key in a row before;
   * 1 again once the object asks for something else than when it failed. A run that an event
   * brought about more than five seconds before the key's next attempt is not counted if it fails.
   */
  int attempt();

  /**
   * Whether the key is given up if this run fails: its {@linkplain RetryPolicy#attempts attempts}
   * are used up. Not so for a run that an event brought about long before the key's next attempt.
   */
  boolean isLastAttempt();

  /** Names this run in logs: the controller and a number. */
  String runId();

  /**
   * Links what this run writes to what led to it: its commits carry it, and the runs that they lead
   * to continue it. A W3C {@code traceparent} unless the first cause was written under something
   * else; to be handed to other systems. Empty if the manager's tracer tells none.
   */
  String traceId();

  /**
   * When the run is told to stop; empty if it may take any time. See {@link
   * ControllerOptions#deadline}.
   */
  Optional<Instant> deadline();

  /**
   * Completes when the run is told to stop: its deadline has passed, or the lease that it needs was
   * lost. From then on its writes fail with {@link RunTimedOutException}, or {@link
   * io.skep.controller.lease.FencedException}, and whatever it answers it has failed; its key is
   * not run again before it has answered. Never completes for a run that ends in time.
   */
  Future<Void> cancelled();

  /**
   * The epoch of the lease that this run needs: to be handed to systems outside, which can refuse
   * what comes with a lower one than they have seen. What the run writes into the store is fenced
   * by it already. Empty if the controller needs no lease.
   */
  Optional<Version> epoch();

  /** The time by which the controller goes. */
  Clock clock();

  /** Nothing more to do. */
  default Future<Result> done() {
    return Future.succeededFuture(Result.done());
  }

  /** Look again after {@code delay}. */
  default Future<Result> again(Duration delay) {
    return Future.succeededFuture(Result.again(delay));
  }

  /** {@link #commit(Consumer, Result)}, then done. */
  default Future<Result> commit(Consumer<? super ObjectTx> body) {
    return commit(body, Result.done());
  }

  /**
   * Writes through one transaction. On a version conflict {@code body} runs again on fresh data, up
   * to five times; so it must take what it changes from its argument, not from {@link #at}.
   *
   * @param then what to do with the key when the transaction is committed
   * @return {@code then}; fails with what {@code body} threw, or with the store's fault, after
   *     which nothing has changed
   */
  Future<Result> commit(Consumer<? super ObjectTx> body, Result then);

  /** A private, writable copy of the snapshot to plan on. Costs nothing. */
  Fork fork();

  /**
   * Commits what {@code plan} has changed since the snapshot that it was made from: all of it, or
   * nothing if one of these objects was written since. Is not tried again: on fresh data the plan
   * would be another.
   *
   * @return {@code then}; fails as {@link #commit(Consumer, Result)} does
   */
  Future<Result> commit(Fork plan, Result then);

  /**
   * Writes many small changes in as few transactions as their limits allow; see {@link
   * io.skep.store.Store#batch(io.skep.store.BatchOptions, Iterator)}. A step that fails, by a
   * conflict or otherwise, is rolled back alone and reported.
   */
  Future<BatchResult> batch(Iterator<? extends Consumer<? super Tx>> steps);
}
