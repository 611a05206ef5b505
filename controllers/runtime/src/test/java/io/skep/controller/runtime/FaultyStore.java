package io.skep.controller.runtime;

import io.skep.api.StoreSnapshot;
import io.skep.store.Batch;
import io.skep.store.BatchOptions;
import io.skep.store.BatchResult;
import io.skep.store.Change;
import io.skep.store.Committed;
import io.skep.store.Fork;
import io.skep.store.Interest;
import io.skep.store.ObjectKey;
import io.skep.store.Origin;
import io.skep.store.OutcomeUnknownException;
import io.skep.store.ReadTx;
import io.skep.store.ResumePoint;
import io.skep.store.Store;
import io.skep.store.StoreBusyException;
import io.skep.store.Tx;
import io.skep.store.Version;
import io.skep.store.VersionConflictException;
import io.skep.store.Watcher;
import io.skep.store.loop.Clock;
import io.skep.store.loop.Loop;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A store whose transactions fail when the test says so. After an answer was lost it takes no write
 * for {@link #UNSETTLED}, as a replicated store does until it knows what became of the write.
 */
final class FaultyStore implements Store {
  static final Duration UNSETTLED = Duration.ofMillis(250);

  /** What becomes of a transaction. */
  enum Fault {
    NONE,
    CONFLICT,
    BUSY,
    /** The answer is lost, and so is the write. */
    LOST,
    /** Only the answer is lost. */
    ANSWER_LOST
  }

  private final Store store;
  private final Clock clock;
  private long unsettledUntil = Long.MIN_VALUE;

  /** Asked, with the writer, what is to become of each transaction. */
  Function<Origin, Fault> faults = origin -> Fault.NONE;

  /** Told of each transaction whose writer was told that it is committed. */
  BiConsumer<Origin, Version> onCommitted = (origin, version) -> {};

  FaultyStore(Store store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  @Override
  public <R> Future<Committed<R>> compute(Origin origin, Function<? super Tx, ? extends R> body) {
    if (clock.nanoTime() < unsettledUntil) {
      return Future.failedFuture(new StoreBusyException("a write has no known outcome yet"));
    }
    return switch (faults.apply(origin)) {
      case NONE ->
          store
              .<R>compute(origin, body)
              .onSuccess(done -> onCommitted.accept(origin, done.version()));
      case CONFLICT -> Future.failedFuture(conflict());
      case BUSY -> Future.failedFuture(new StoreBusyException("the test says so"));
      case LOST -> Future.failedFuture(unknown());
      case ANSWER_LOST ->
          store.<R>compute(origin, body).compose(done -> Future.failedFuture(unknown()));
    };
  }

  static VersionConflictException conflict() {
    return new VersionConflictException(
        new ObjectKey("service", "x"), new Version(1), new Version(2));
  }

  private OutcomeUnknownException unknown() {
    unsettledUntil = clock.nanoTime() + UNSETTLED.toNanos();
    return new OutcomeUnknownException(store.view().version(), "was not answered");
  }

  @Override
  public Future<BatchResult> batch(
      BatchOptions options, Iterator<? extends Consumer<? super Tx>> steps) {
    return store
        .batch(options, steps)
        .onSuccess(
            done ->
                done.version().ifPresent(version -> onCommitted.accept(options.origin(), version)));
  }

  @Override
  public BatchResult batch(Origin origin, Consumer<? super Batch> body) {
    return store.batch(origin, body);
  }

  @Override
  public String historyId() {
    return store.historyId();
  }

  @Override
  public ReadTx view() {
    return store.view();
  }

  @Override
  public Fork fork(ReadTx view) {
    return store.fork(view);
  }

  @Override
  public Watcher viewAndWatch(Loop loop, Interest interest, Consumer<? super ReadTx> view) {
    return store.viewAndWatch(loop, interest, view);
  }

  @Override
  public Watcher watchFrom(Loop loop, Interest interest, ResumePoint from) {
    return store.watchFrom(loop, interest, from);
  }

  @Override
  public List<Change<?>> diff(ReadTx before, ReadTx after, Interest interest) {
    return store.diff(before, after, interest);
  }

  @Override
  public StoreSnapshot save(ReadTx view) {
    return store.save(view);
  }

  @Override
  public Future<Version> restore(StoreSnapshot snapshot) {
    return store.restore(snapshot);
  }

  @Override
  public void close() {
    store.close();
  }
}
