package io.skep.simulation.fault;

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
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A store as a process sees it over a bad line: {@link StoreFaults} says how bad. Transactions are
 * refused or lose their answer; commits reach watchers late, not at all for a while, or are
 * compacted. Batches, reads and {@link #watchFrom} meet no faults.
 *
 * <p>After an answer was lost it takes no write for {@link #UNSETTLED}, as a replicated store does
 * until it knows what became of the write. Confined to the simulation.
 */
public final class FaultyStore implements Store {
  /** How long it takes to find out what became of a write. */
  public static final Duration UNSETTLED = Duration.ofMillis(250);

  private final Store store;
  private final Clock clock;
  private final StoreFaults faults;
  private final Guard guard;
  private long settledNanos = Long.MIN_VALUE;

  /** {@code store} behind {@code faults}, for a process that goes by {@code clock}. */
  public FaultyStore(Store store, Clock clock, StoreFaults faults) {
    this(store, clock, faults, Guard.NONE);
  }

  /** The same, with {@code guard} between the faults and the store. */
  public FaultyStore(Store store, Clock clock, StoreFaults faults, Guard guard) {
    this.store = Objects.requireNonNull(store, "store");
    this.clock = Objects.requireNonNull(clock, "clock");
    this.faults = Objects.requireNonNull(faults, "faults");
    this.guard = Objects.requireNonNull(guard, "guard");
  }

  @Override
  public <R> Future<Committed<R>> compute(Origin origin, Function<? super Tx, ? extends R> body) {
    if (clock.nanoTime() < settledNanos) {
      return Future.failedFuture(new StoreBusyException("a write has no known outcome yet"));
    }
    return switch (faults.next(origin)) {
      case NONE -> guarded(origin, body);
      case CONFLICT -> Future.failedFuture(conflict());
      case BUSY -> Future.failedFuture(new StoreBusyException("the simulation says so"));
      case LOST -> Future.failedFuture(unknown());
      case ANSWER_LOST ->
          this.<R>guarded(origin, body).compose(done -> Future.failedFuture(unknown()));
    };
  }

  private <R> Future<Committed<R>> guarded(Origin origin, Function<? super Tx, ? extends R> body) {
    Version[] base = new Version[1];
    Future<Committed<R>> answer =
        store.compute(
            origin,
            tx -> {
              guard.enter(tx);
              base[0] = tx.version();
              return body.apply(tx);
            });
    // A free store has answered by now, and in a simulation every store is free.
    if (answer.succeeded() && answer.result().version().isAfter(base[0])) {
      guard.committed(origin, answer.result().version());
    }
    return answer;
  }

  private VersionConflictException conflict() {
    Version now = store.view().version();
    return new VersionConflictException(new ObjectKey("simulated", "conflict"), now, now);
  }

  private OutcomeUnknownException unknown() {
    settledNanos = clock.nanoTime() + UNSETTLED.toNanos();
    return new OutcomeUnknownException(store.view().version(), "was not answered");
  }

  @Override
  public Future<BatchResult> batch(
      BatchOptions options, Iterator<? extends Consumer<? super Tx>> steps) {
    return store.batch(options, new GuardedSteps(steps));
  }

  /** Steps of which each begins with the guard. */
  private final class GuardedSteps implements Iterator<Consumer<Tx>> {
    private final Iterator<? extends Consumer<? super Tx>> steps;

    GuardedSteps(Iterator<? extends Consumer<? super Tx>> steps) {
      this.steps = steps;
    }

    @Override
    public boolean hasNext() {
      return steps.hasNext();
    }

    @Override
    public Consumer<Tx> next() {
      Consumer<? super Tx> step = steps.next();
      return tx -> {
        guard.enter(tx);
        step.accept(tx);
      };
    }
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
    return new FaultyWatcher(store, loop, interest, faults, view);
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

  /** Closes the store itself. */
  @Override
  public void close() {
    store.close();
  }
}
