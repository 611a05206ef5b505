package io.skep.controller.runtime;

import io.skep.controller.Result;
import io.skep.controller.Run;
import io.skep.store.Origin;
import io.skep.store.ReadTx;
import io.skep.store.loop.Loop;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * Calls the user's code with a run, and waits until nothing of it is left to happen: it has
 * answered, all its writes are decided, and the controller's sources have heard of them. Confined
 * to the controller's loop.
 */
final class Execution {
  private final Loop loop;
  private final WriteBack writes;
  private final Tap tap;
  private final BooleanSupplier stopping;

  /**
   * What there is when all is over.
   *
   * @param answer of the user's code; its failure, if that threw or gave nothing
   * @param after the state that shows what the run has written; a failure if the controller ended
   */
  record Over(AsyncResult<Result> answer, AsyncResult<ReadTx> after) {}

  /** {@code stopping} says whether the controller only finishes what it has begun. */
  Execution(Loop loop, WriteBack writes, Tap tap, BooleanSupplier stopping) {
    this.loop = loop;
    this.writes = writes;
    this.tap = tap;
    this.stopping = stopping;
  }

  /** Calls {@code code} with a run about {@code subject} that writes as {@code origin}. */
  <T> Future<Over> call(
      ActiveRun.Subject<T> subject, Origin origin, Function<Run<T>, Future<Result>> code) {
    var run = new ActiveRun<>(subject, loop, writes, origin);
    answer(code, run).onComplete(answer -> onLoop(() -> run.answered(answer)));
    return run.settled().transform(answer -> after(run, origin).transform(at -> over(answer, at)));
  }

  /** Whether the controller only finishes what it has begun. */
  boolean isStopping() {
    return stopping.getAsBoolean();
  }

  private static Future<Over> over(AsyncResult<Result> answer, AsyncResult<ReadTx> after) {
    return Future.succeededFuture(new Over(answer, after));
  }

  private static <T> Future<Result> answer(Function<Run<T>, Future<Result>> code, Run<T> run) {
    try {
      return Objects.requireNonNull(
              code.apply(run), "the reconciler returned null; return a future of a result")
          .map(
              result ->
                  Objects.requireNonNull(result, "the reconciler's result is null; use done()"));
    } catch (Throwable e) { // Whatever it is, the key has to be given back.
      return Future.failedFuture(e);
    }
  }

  /**
   * What a run wrote wakes its key while it is still in hand, like any change during a run. Later
   * it would end the back-off of a failure, and a key that always writes and fails would spin.
   */
  private Future<ReadTx> after(ActiveRun<?> run, Origin origin) {
    Future<Void> known =
        run.isOutcomeUnknown()
            // Until the store knows what became of the write, no snapshot could tell it.
            ? writes.settle(origin, () -> !isStopping())
            : Future.succeededFuture();
    return known.transform(settled -> tap.atLeast(writes.newest()));
  }

  /** The user's future may be completed anywhere. */
  private void onLoop(Runnable task) {
    if (loop.isCurrent()) {
      task.run();
    } else {
      loop.execute(task);
    }
  }
}
