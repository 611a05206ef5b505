package io.skep.controller.runtime;

import io.skep.controller.Result;
import io.skep.controller.Run;
import io.skep.controller.custom.ObjectTx;
import io.skep.controller.lease.Term;
import io.skep.store.BatchResult;
import io.skep.store.Fork;
import io.skep.store.ReadTx;
import io.skep.store.Tx;
import io.skep.store.Version;
import io.skep.store.loop.Clock;
import io.skep.store.loop.Loop;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A run from its start until its answer is there and all its writes are decided. Writes may be
 * asked for from anywhere; everything else is confined to the controller's loop.
 */
final class ActiveRun<T> implements Run<T> {
  private final Subject<T> subject;
  private final Loop loop;
  private final WriteBack.Of writes;
  private final Optional<Instant> deadline;
  private final Promise<Void> cancelled = Promise.promise();
  private final Promise<Result> settled = Promise.promise();
  private RuntimeException stopCause;
  private AsyncResult<Result> answer;
  private int openWrites;
  private boolean hasWritten;
  private boolean outcomeUnknown;

  /**
   * What a run is about.
   *
   * @param runId names the run
   * @param trace links it to what led to it
   * @param causes at most 16, in words
   * @param term in which it writes; empty if it needs no lease
   */
  record Subject<T>(
      String runId,
      RunTrace trace,
      String id,
      Optional<T> object,
      ReadTx at,
      List<String> causes,
      int attempt,
      boolean isLastAttempt,
      Optional<Term> term) {
    /** The same in a later snapshot. */
    Subject<T> later(Optional<T> newObject, ReadTx newAt) {
      return new Subject<>(
          runId, trace, id, newObject, newAt, causes, attempt, isLastAttempt, term);
    }
  }

  ActiveRun(Subject<T> subject, Loop loop, WriteBack.Of writes, Optional<Instant> deadline) {
    this.subject = subject;
    this.loop = loop;
    this.writes = writes;
    this.deadline = deadline;
  }

  @Override
  public String id() {
    return subject.id();
  }

  @Override
  public Optional<T> object() {
    return subject.object();
  }

  @Override
  public ReadTx at() {
    return subject.at();
  }

  @Override
  public List<String> causes() {
    return subject.causes();
  }

  @Override
  public int attempt() {
    return subject.attempt();
  }

  @Override
  public boolean isLastAttempt() {
    return subject.isLastAttempt();
  }

  @Override
  public String runId() {
    return subject.runId();
  }

  @Override
  public String traceId() {
    return subject.trace().context();
  }

  @Override
  public Optional<Instant> deadline() {
    return deadline;
  }

  @Override
  public Future<Void> cancelled() {
    return cancelled.future();
  }

  @Override
  public Optional<Version> epoch() {
    return subject.term().map(Term::epoch);
  }

  /** Whether this run needs {@code term}. */
  boolean isIn(Term term) {
    return subject.term().filter(term::equals).isPresent();
  }

  @Override
  public Clock clock() {
    return loop.clock();
  }

  @Override
  public Future<Result> commit(Consumer<? super ObjectTx> body, Result then) {
    return write(() -> writes.commit(tx -> write(tx, body))).map(version -> then);
  }

  @Override
  public Fork fork() {
    return writes.fork(at());
  }

  @Override
  public Future<Result> commit(Fork plan, Result then) {
    return write(() -> writes.commit(plan)).map(version -> then);
  }

  @Override
  public Future<BatchResult> batch(Iterator<? extends Consumer<? super Tx>> steps) {
    return write(() -> writes.batch(steps));
  }

  /** On whatever thread the store calls. */
  private void write(Tx tx, Consumer<? super ObjectTx> body) {
    subject.trace().within(() -> body.accept(ObjectTx.over(tx)));
  }

  private <R> Future<R> write(Supplier<Future<R>> write) {
    Promise<R> told = Promise.promise();
    if (loop.isCurrent()) {
      write(write, told);
    } else {
      loop.execute(() -> write(write, told));
    }
    return told.future();
  }

  private <R> void write(Supplier<Future<R>> write, Promise<R> told) {
    if (isSettled()) {
      told.fail(
          new IllegalStateException(
              "the run of %s has ended and writes nothing any more; complete its future after its last write"
                  .formatted(id())));
      return;
    }
    if (stopCause != null) {
      told.fail(stopCause);
      return;
    }
    openWrites++;
    write.get().onComplete(done -> written(done, told));
  }

  private <R> void written(AsyncResult<R> done, Promise<R> told) {
    hasWritten |= done.succeeded();
    outcomeUnknown |= done.failed() && Ending.isUnknownOutcome(done.cause());
    subject.trace().within(() -> told.handle(done));
    openWrites--; // Only now: who was told may have written again.
    settleIfOver();
  }

  /** Tells the run to stop: it writes nothing any more, because of {@code cause}. */
  void cancel(RuntimeException cause) {
    if (stopCause == null && !isSettled()) {
      stopCause = cause;
      cancelled.complete();
    }
  }

  /** The user's answer is there. */
  void answered(AsyncResult<Result> given) {
    answer = given;
    settleIfOver();
  }

  /** The answer, once the run writes nothing any more. */
  Future<Result> settled() {
    return settled.future();
  }

  /** Whether some write of this run may or may not have taken effect. */
  boolean isOutcomeUnknown() {
    return outcomeUnknown;
  }

  /** Whether some write of this run has succeeded. */
  boolean hasWritten() {
    return hasWritten;
  }

  private boolean isSettled() {
    return settled.future().isComplete();
  }

  private void settleIfOver() {
    if (answer != null && openWrites == 0) {
      settled.handle(answer);
    }
  }
}
