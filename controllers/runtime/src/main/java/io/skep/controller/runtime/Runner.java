package io.skep.controller.runtime;

import io.skep.controller.Desired;
import io.skep.controller.Explanation.LastRun;
import io.skep.controller.Reconciler;
import io.skep.controller.Result;
import io.skep.controller.lease.Term;
import io.skep.controller.trace.RunStart;
import io.skep.controller.trace.RunTracer;
import io.skep.store.ReadTx;
import io.skep.store.loop.Clock;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;

/**
 * Runs the reconciler for one key that is in hand, and judges what that came to. Confined to the
 * controller's loop.
 */
final class Runner<T> {
  private final Reconciler<T> reconciler;
  private final Declaration<T> declared;
  private final Writer writer;
  private final Agenda agenda;
  private final Retries retries;
  private final Execution execution;
  private final FailureHook<T> hook;
  private final RunLog log;
  private final RunHistory history;
  private final Clock clock;
  private final RunTracer tracer;
  private long runs;

  /**
   * What a run came to.
   *
   * @param attempt which attempt of the key it was
   * @param startedNanos when it started
   * @param spec what the object asked for; empty if that is unknown
   * @param isPresent whether there is something to look at again
   * @param trace of the run; empty if the reconciler was not called
   */
  record Ended(
      Verdict verdict,
      int attempt,
      long startedNanos,
      Optional<Object> spec,
      boolean isPresent,
      String trace) {}

  Runner(
      Reconciler<T> reconciler,
      Declaration<T> declared,
      Writer writer,
      Agenda agenda,
      Retries retries,
      Execution execution,
      FailureHook<T> hook,
      RunLog log,
      RunHistory history,
      Clock clock,
      RunTracer tracer) {
    this.reconciler = reconciler;
    this.declared = declared;
    this.writer = writer;
    this.agenda = agenda;
    this.retries = retries;
    this.execution = execution;
    this.hook = hook;
    this.log = log;
    this.history = history;
    this.clock = clock;
    this.tracer = tracer;
  }

  /** Tells the runs in {@code term}, which is over, to stop. */
  void cancel(Term term) {
    execution.cancel(term);
  }

  /** Looks at {@code key}, as it stands in {@code at}, within {@code term}. Never fails. */
  Future<Ended> run(String key, ReadTx at, Optional<Term> term) {
    long startedNanos = clock.nanoTime();
    Optional<T> object;
    try {
      object = declared.object(key, at);
    } catch (RuntimeException e) { // What is stored cannot be read.
      retries.started(key, Optional.empty());
      int attempt = retries.attempt(key);
      Verdict verdict = Verdict.of(Result.failed(e), retries.isLastAttempt(key));
      return Future.succeededFuture(
          new Ended(verdict, attempt, startedNanos, Optional.empty(), true, ""));
    }
    Optional<Object> spec = object.flatMap(Desired::specOf);
    retries.started(key, spec);
    int attempt = retries.attempt(key);
    Causes.Merged causes = agenda.takeCauses(key);
    if (object.isEmpty() && !declared.wantsMissing()) {
      return Future.succeededFuture(
          new Ended(Verdict.MISSING, attempt, startedNanos, spec, false, ""));
    }
    String runId = writer.controller() + "#" + ++runs;
    var start = new RunStart(writer.controller(), key, runId, attempt, causes.traces());
    var trace = new RunTrace(start, tracer.begin(start));
    var subject =
        new ActiveRun.Subject<>(
            runId,
            trace,
            key,
            object,
            at,
            causes.texts(),
            attempt,
            retries.isLastAttempt(key),
            term);
    if (log.tellsStarts()) {
      trace.within(() -> log.started(declared.kind(), subject));
    }
    history.started(key, subject.causes());
    boolean isPresent = object.isPresent() || declared.single() != null;
    return execution
        .call(subject, writer.run(key, trace.context()), reconciler::reconcile)
        .compose(over -> hook.judge(subject, over))
        .map(
            verdict -> {
              Duration took = Duration.ofNanos(clock.nanoTime() - startedNanos);
              history.ended(key, new LastRun(verdict.ending().toString(), took, at.version()));
              trace.ended(verdict);
              return new Ended(verdict, attempt, startedNanos, spec, isPresent, trace.context());
            });
  }
}
