package io.skep.controller.runtime;

import io.skep.controller.Reconciler;
import io.skep.controller.Result;
import io.skep.controller.lease.Term;
import io.skep.store.ReadTx;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a reconciler hear of its failed runs, and decide about their keys. Whatever goes wrong in
 * that, the first failure stands. Confined to the controller's loop.
 */
final class FailureHook<T> {
  private static final Logger LOG = LoggerFactory.getLogger(FailureHook.class);

  private final Reconciler<T> reconciler;
  private final Declaration<T> declared;
  private final Writer writer;
  private final Execution execution;
  private final ControllerMetrics metrics;

  FailureHook(
      Reconciler<T> reconciler,
      Declaration<T> declared,
      Writer writer,
      Execution execution,
      ControllerMetrics metrics) {
    this.reconciler = reconciler;
    this.declared = declared;
    this.writer = writer;
    this.execution = execution;
    this.metrics = metrics;
  }

  /**
   * What the run about {@code subject} came to, once the reconciler has heard of it if it failed.
   */
  Future<Verdict> judge(ActiveRun.Subject<T> subject, Execution.Over over) {
    AsyncResult<Result> answer = over.answer();
    Result result = answer.failed() ? Result.failed(answer.cause()) : answer.result();
    Verdict verdict = Verdict.of(result, subject.isLastAttempt());
    if (verdict.result() instanceof Result.Failure failure
        && subject.term().map(Term::isHeld).orElse(true)
        && isHeardOf(failure)
        && over.after().succeeded()
        && !execution.isStopping()) {
      return tell(subject, failure, over.after().result())
          .map(told -> verdict.then(told.wish(), subject.isLastAttempt(), told.isHandled(failure)));
    }
    return Future.succeededFuture(verdict);
  }

  /** What is nobody's failure, and what nobody can do anything about, is not heard of. */
  private static boolean isHeardOf(Result.Failure failure) {
    return !Ending.isUnknownOutcome(failure.cause())
        && !(failure.cause() instanceof VirtualMachineError);
  }

  /** What the hook wants, and whether it has written something. */
  private record Told(Result wish, boolean hasWritten) {
    /** Whether somebody has seen to the failure, so that it is no news to those who read logs. */
    boolean isHandled(Result.Failure failure) {
      return hasWritten || wish != failure;
    }
  }

  private Future<Told> tell(ActiveRun.Subject<T> subject, Result.Failure failure, ReadTx at) {
    Optional<T> object;
    try {
      object = declared.object(subject.id(), at);
    } catch (RuntimeException e) { // What is stored now cannot be read.
      return Future.succeededFuture(new Told(failed(subject, failure, e), false));
    }
    if (object.isEmpty() && !declared.wantsMissing()) {
      return Future.succeededFuture(new Told(failure, false));
    }
    return execution
        .call(
            subject.later(object, at),
            writer.hook(subject.id(), subject.trace().context()),
            run -> reconciler.onFailure(run, failure))
        .map(
            over ->
                over.answer().succeeded()
                    ? new Told(over.answer().result(), over.hasWritten())
                    : new Told(failed(subject, failure, over.answer().cause()), false));
  }

  private Result failed(ActiveRun.Subject<T> subject, Result.Failure failure, Throwable cause) {
    metrics.hookFailed();
    if (cause instanceof VirtualMachineError) {
      return Result.failed(cause);
    }
    LOG.warn(
        "controller {}: onFailure failed for {}; what it was to hear of, \"{}\", stands",
        writer.controller(),
        subject.id(),
        failure.cause(),
        cause);
    return failure;
  }
}
