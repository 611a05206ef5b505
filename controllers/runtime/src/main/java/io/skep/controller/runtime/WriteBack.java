package io.skep.controller.runtime;

import io.micrometer.core.instrument.Counter;
import io.skep.controller.lease.Term;
import io.skep.store.BatchAbortedException;
import io.skep.store.BatchOptions;
import io.skep.store.BatchResult;
import io.skep.store.Fork;
import io.skep.store.Origin;
import io.skep.store.ReadTx;
import io.skep.store.Store;
import io.skep.store.StoreException;
import io.skep.store.Tx;
import io.skep.store.Version;
import io.skep.store.VersionConflictException;
import io.skep.store.loop.Loop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.Iterator;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * The writes of one controller: run again after a conflict, and remembered, so that its next
 * snapshot shows them. Confined to the controller's loop.
 */
final class WriteBack {
  /** How often a body runs again after conflicts, as in client-go. */
  private static final int RERUNS = 5;

  private static final Duration RERUN_AFTER = Duration.ofMillis(10);

  /** How much earlier or later than that, so that two who conflict do not do so again. */
  private static final double RERUN_JITTER = 0.1;

  /** How often to ask whether a store that waits for the outcome of a write takes writes again. */
  private static final Duration SETTLED_AFTER = Duration.ofMillis(100);

  private final Store store;
  private final Loop loop;
  private final RandomGenerator random;
  private final Counter conflicts;
  private Version newest = Version.ZERO;

  WriteBack(Store store, Loop loop, RandomGenerator random, Counter conflicts) {
    this.store = store;
    this.loop = loop;
    this.random = random;
    this.conflicts = conflicts;
  }

  /** The newest version that this controller has committed. */
  Version newest() {
    return newest;
  }

  /** The writes of one run, all of them inside {@code term}, if there is one. */
  Of of(Origin origin, Optional<Term> term) {
    return new Of(origin, term);
  }

  /** What one run writes, under one name. */
  final class Of {
    private final Origin origin;

    private final Optional<Term> term;

    private Of(Origin origin, Optional<Term> term) {
      this.origin = origin;
      this.term = term;
    }

    /**
     * Runs {@code body} in a transaction; again, a little later, as long as it meets a conflict.
     */
    Future<Version> commit(Consumer<? super Tx> body) {
      return WriteBack.this.commit(origin, fenced(body));
    }

    /** A place to plan in, on {@code at}. */
    Fork fork(ReadTx at) {
      return store.fork(at);
    }

    /** Makes the changes of {@code plan}, or none. */
    Future<Version> commit(Fork plan) {
      Promise<Version> result = Promise.promise();
      WriteBack.this.commit(origin, tx -> tx.apply(plan.diff()), 0, result);
      return result.future();
    }

    /** Runs {@code steps} in as few transactions as possible. */
    Future<BatchResult> batch(Iterator<? extends Consumer<? super Tx>> steps) {
      return WriteBack.this.batch(
          origin,
          new Iterator<Consumer<? super Tx>>() {
            @Override
            public boolean hasNext() {
              return steps.hasNext();
            }

            @Override
            public Consumer<? super Tx> next() {
              return fenced(steps.next());
            }
          });
    }

    private Consumer<? super Tx> fenced(Consumer<? super Tx> body) {
      return term.isPresent() ? term.get().fenced(body) : body;
    }

    /**
     * Waits until the store has found out what became of every write: as long as it has not, it
     * takes none. The next snapshot then shows the write whose outcome was unknown, if it took
     * effect.
     *
     * @param worthWaiting asked before each further try
     */
    Future<Void> settle(BooleanSupplier worthWaiting) {
      return WriteBack.this.settle(origin, worthWaiting);
    }
  }

  private Future<Version> commit(Origin origin, Consumer<? super Tx> body) {
    Promise<Version> result = Promise.promise();
    commit(origin, body, RERUNS, result);
    return result.future();
  }

  private void commit(
      Origin origin, Consumer<? super Tx> body, int rerunsLeft, Promise<Version> result) {
    store
        .update(origin, body)
        .onSuccess(
            version -> {
              committed(version);
              result.complete(version);
            })
        .onFailure(
            failure -> {
              boolean conflict = failure instanceof VersionConflictException;
              if (conflict) {
                conflicts.increment();
              }
              if (conflict && rerunsLeft > 0) {
                loop.after(pause(), () -> commit(origin, body, rerunsLeft - 1, result));
              } else {
                result.fail(failure);
              }
            });
  }

  private Duration pause() {
    double factor = 1 + RERUN_JITTER * (2 * random.nextDouble() - 1);
    return Duration.ofNanos((long) (RERUN_AFTER.toNanos() * factor));
  }

  private Future<BatchResult> batch(Origin origin, Iterator<? extends Consumer<? super Tx>> steps) {
    return store
        .batch(BatchOptions.DEFAULT.withOrigin(origin), steps)
        .onSuccess(result -> result.version().ifPresent(this::committed))
        .onFailure(
            failure -> {
              if (failure instanceof BatchAbortedException aborted) {
                aborted.soFar().version().ifPresent(this::committed);
              }
            });
  }

  private Future<Void> settle(Origin origin, BooleanSupplier worthWaiting) {
    Promise<Void> settled = Promise.promise();
    settle(origin, worthWaiting, settled);
    return settled.future();
  }

  private void settle(Origin origin, BooleanSupplier worthWaiting, Promise<Void> settled) {
    store
        .update(origin, tx -> {})
        .onSuccess(
            version -> {
              committed(version);
              settled.complete();
            })
        .onFailure(
            failure -> {
              boolean later = failure instanceof StoreException e && e.isRetryable();
              if (later && worthWaiting.getAsBoolean()) {
                loop.after(SETTLED_AFTER, () -> settle(origin, worthWaiting, settled));
              } else {
                settled.fail(failure);
              }
            });
  }

  private void committed(Version version) {
    if (version.isAfter(newest)) {
      newest = version;
    }
  }
}
