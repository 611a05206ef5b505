package io.skep.controller;

import io.skep.controller.custom.ObjectTx;
import io.skep.store.BatchResult;
import io.skep.store.ReadTx;
import io.skep.store.Tx;
import io.skep.store.loop.Clock;
import io.vertx.core.Future;
import java.time.Duration;
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
   * 1 for the first run, and one more for each failed or backed-off run of the key in a row before.
   */
  int attempt();

  /**
   * Whether the key is given up if this run fails: it has no more {@link
   * ControllerOptions#attempts}.
   */
  boolean isLastAttempt();

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

  /**
   * Writes many small changes in as few transactions as their limits allow; see {@link
   * io.skep.store.Store#batch(io.skep.store.BatchOptions, Iterator)}. A step that fails, by a
   * conflict or otherwise, is rolled back alone and reported.
   */
  Future<BatchResult> batch(Iterator<? extends Consumer<? super Tx>> steps);
}
