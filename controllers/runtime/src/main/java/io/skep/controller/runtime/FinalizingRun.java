package io.skep.controller.runtime;

import io.skep.controller.Result;
import io.skep.controller.Run;
import io.skep.controller.custom.CustomKind;
import io.skep.controller.custom.ObjectTx;
import io.skep.store.BatchResult;
import io.skep.store.Fork;
import io.skep.store.ReadTx;
import io.skep.store.Tx;
import io.skep.store.Version;
import io.skep.store.loop.Clock;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** A run of an object without its finalizer, which gets it with the first thing that is written. */
final class FinalizingRun<T> implements Run<T> {
  private final Run<T> run;
  private final CustomKind<T> kind;
  private final String finalizer;

  FinalizingRun(Run<T> run, CustomKind<T> kind, String finalizer) {
    this.run = run;
    this.kind = kind;
    this.finalizer = finalizer;
  }

  @Override
  public Future<Result> commit(Consumer<? super ObjectTx> body, Result then) {
    return run.commit(
        tx -> {
          body.accept(tx);
          // Last, as it makes a new version of the object, which the body has not read.
          addFinalizer(tx);
        },
        then);
  }

  @Override
  public Fork fork() {
    return run.fork();
  }

  @Override
  public Future<Result> commit(Fork plan, Result then) {
    return commit(tx -> tx.apply(plan.diff()), then);
  }

  @Override
  public Future<BatchResult> batch(Iterator<? extends Consumer<? super Tx>> steps) {
    Iterator<Consumer<? super Tx>> first =
        Stream.<Consumer<? super Tx>>of(tx -> addFinalizer(ObjectTx.over(tx))).iterator();
    return run.batch(
            new Iterator<Consumer<? super Tx>>() {
              @Override
              public boolean hasNext() {
                return first.hasNext() || steps.hasNext();
              }

              @Override
              public Consumer<? super Tx> next() {
                return first.hasNext() ? first.next() : steps.next();
              }
            })
        .compose(FinalizingRun::withoutFirst);
  }

  /** The result of the caller's own steps; a failure if they went without the finalizer. */
  private static Future<BatchResult> withoutFirst(BatchResult all) {
    List<BatchResult.Failure> failures = all.failures();
    if (!failures.isEmpty() && failures.get(0).step() == 0) {
      return Future.failedFuture(failures.get(0).cause());
    }
    return Future.succeededFuture(
        new BatchResult(
            all.steps() - 1,
            Math.max(all.committed() - 1, 0),
            failures.stream()
                .map(failure -> new BatchResult.Failure(failure.step() - 1, failure.cause()))
                .toList(),
            all.transactions(),
            all.version()));
  }

  private void addFinalizer(ObjectTx tx) {
    tx.addFinalizer(kind, run.id(), finalizer);
  }

  @Override
  public String id() {
    return run.id();
  }

  @Override
  public Optional<T> object() {
    return run.object();
  }

  @Override
  public ReadTx at() {
    return run.at();
  }

  @Override
  public List<String> causes() {
    return run.causes();
  }

  @Override
  public int attempt() {
    return run.attempt();
  }

  @Override
  public boolean isLastAttempt() {
    return run.isLastAttempt();
  }

  @Override
  public String runId() {
    return run.runId();
  }

  @Override
  public String traceId() {
    return run.traceId();
  }

  @Override
  public Optional<Version> epoch() {
    return run.epoch();
  }

  @Override
  public Optional<Instant> deadline() {
    return run.deadline();
  }

  @Override
  public Future<Void> cancelled() {
    return run.cancelled();
  }

  @Override
  public Clock clock() {
    return run.clock();
  }
}
