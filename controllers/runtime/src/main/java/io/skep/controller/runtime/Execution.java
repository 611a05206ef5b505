package io.skep.controller.runtime;

import io.skep.controller.Result;
import io.skep.controller.Run;
import io.skep.controller.lease.Term;
import io.skep.store.Origin;
import io.skep.store.ReadTx;
import io.skep.store.loop.Loop;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls the user's code with a run, and waits until nothing of it is left to happen: it has
 * answered, all its writes are decided, and the controller's sources have heard of them. A run that
 * goes on past its deadline is told to stop, and has failed once it has answered. Confined to the
 * controller's loop.
 */
final class Execution {
  private static final Logger LOG = LoggerFactory.getLogger(Execution.class);

  /** A call that takes longer than this keeps everybody else on the loop waiting. */
  private static final Duration BLOCKING = Duration.ofMillis(100);

  private final Loop loop;
  private final WriteBack writes;
  private final Tap tap;
  private final ControllerMetrics metrics;
  private final Optional<Duration> limit;
  private final BooleanSupplier stopping;
  private final Consumer<String> onSkipped;
  private final Set<ActiveRun<?>> underWay = new LinkedHashSet<>();

  /**
   * What there is when all is over.
   *
   * @param answer of the user's code; its failure, if that threw or gave nothing
   * @param hasWritten whether something was written
   * @param after the state that shows what the run has written; a failure if the controller ended
   */
  record Over(AsyncResult<Result> answer, boolean hasWritten, AsyncResult<ReadTx> after) {}

  /**
   * Calls code for a controller.
   *
   * @param limit how long a run may take
   * @param stopping whether the controller only finishes what it has begun
   * @param onSkipped told the key of a run that has written something before states were skipped:
   *     an object that it has made may have gone, without anybody having heard of either
   */
  Execution(
      Loop loop,
      WriteBack writes,
      Tap tap,
      ControllerMetrics metrics,
      Optional<Duration> limit,
      BooleanSupplier stopping,
      Consumer<String> onSkipped) {
    this.loop = loop;
    this.writes = writes;
    this.tap = tap;
    this.metrics = metrics;
    this.limit = limit;
    this.stopping = stopping;
    this.onSkipped = onSkipped;
  }

  /** Calls {@code code} with a run about {@code subject} that writes as {@code origin}. */
  <T> Future<Over> call(
      ActiveRun.Subject<T> subject, Origin origin, Function<Run<T>, Future<Result>> code) {
    WriteBack.Of own = writes.of(origin, subject.term());
    var run = new ActiveRun<>(subject, loop, own, limit.map(loop.clock().instant()::plus));
    var watch = new DeadlineWatch(loop, run, limit, metrics);
    long jumps = tap.jumps();
    underWay.add(run);
    run.settled().onComplete(settled -> underWay.remove(run));
    answer(code, run, subject.trace()).onComplete(answer -> onLoop(() -> run.answered(answer)));
    return run.settled()
        .transform(
            answer -> {
              AsyncResult<Result> judged = watch.judge(answer);
              return after(run, own)
                  .transform(
                      at -> {
                        if (run.hasWritten()) {
                          lookForSkipped(run.id(), jumps, at.succeeded());
                        }
                        return Future.succeededFuture(new Over(judged, run.hasWritten(), at));
                      });
            });
  }

  /**
   * Tells of {@code key} if states were skipped since there were {@code jumps}. While what it has
   * written is not shown, they may be skipped yet: that is looked at when it is shown, long after
   * the run perhaps. No run starts before that, so no more keys wait than runs were under way.
   */
  private void lookForSkipped(String key, long jumps, boolean isShown) {
    if (tap.jumps() > jumps) {
      onSkipped.accept(key);
    } else if (!isShown) {
      tap.reached(writes.newest())
          .onSuccess(
              at -> {
                if (tap.jumps() > jumps && !isStopping()) {
                  onSkipped.accept(key);
                }
              });
    }
  }

  /** Tells the runs in {@code term}, which is over, to stop. */
  void cancel(Term term) {
    List.copyOf(underWay).stream()
        .filter(run -> run.isIn(term))
        .forEach(run -> run.cancel(term.fenced()));
  }

  /** Whether the controller only finishes what it has begun. */
  boolean isStopping() {
    return stopping.getAsBoolean();
  }

  private <T> Future<Result> answer(
      Function<Run<T>, Future<Result>> code, Run<T> run, RunTrace trace) {
    long called = loop.clock().nanoTime();
    try {
      return Objects.requireNonNull(
              trace.within(() -> code.apply(run)),
              "the reconciler returned null; return a future of a result")
          .map(
              result ->
                  Objects.requireNonNull(result, "the reconciler's result is null; use done()"));
    } catch (Throwable e) { // Whatever it is, the key has to be given back.
      return Future.failedFuture(e);
    } finally {
      checkQuick(run, Duration.ofNanos(loop.clock().nanoTime() - called));
    }
  }

  private void checkQuick(Run<?> run, Duration took) {
    if (took.compareTo(BLOCKING) > 0) {
      metrics.loopBlocked();
      LOG.warn(
          "run {} of {} kept its event loop for {}; a reconciler that blocks has to be a"
              + " BlockingReconciler",
          run.runId(),
          run.id(),
          took);
    }
  }

  /**
   * What a run wrote wakes its key while it is still in hand, like any change during a run. Later
   * it would end the back-off of a failure, and a key that always writes and fails would spin.
   */
  private Future<ReadTx> after(ActiveRun<?> run, WriteBack.Of own) {
    Future<Void> known =
        run.isOutcomeUnknown()
            // Until the store knows what became of the write, no snapshot could tell it.
            ? own.settle(() -> !isStopping())
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
