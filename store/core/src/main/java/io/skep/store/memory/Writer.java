package io.skep.store.memory;

import io.skep.store.Committed;
import io.skep.store.Origin;
import io.skep.store.StoreBusyException;
import io.skep.store.Version;
import io.vertx.core.Future;
import java.util.function.Consumer;
import java.util.function.Function;

/** The door for all writes: a queue before it and a committer behind it. Any thread. */
record Writer(WriteQueue queue, Committer committer, StoreTimers timers) {
  /** One transaction; fails if too many wait. */
  <R> Future<Committed<R>> write(Origin origin, Function<? super Transaction, ? extends R> body) {
    return enter(new Write<>(this, null, origin, body, Committed::new));
  }

  /** One transaction without a result. */
  Future<Version> update(Origin origin, Consumer<? super Transaction> body) {
    return enter(
        new Write<>(
            this,
            null,
            origin,
            tx -> {
              body.accept(tx);
              return null;
            },
            (none, version) -> version));
  }

  /**
   * One transaction of a batch.
   *
   * @param granted whether it has its place in the queue, as one before it had
   */
  <R> Future<Committed<R>> writeInBatch(
      Chain chain,
      boolean granted,
      Origin origin,
      Function<? super Transaction, ? extends R> body) {
    var write = new Write<R, Committed<R>>(this, chain, origin, body, Committed::new);
    if (!granted) {
      return enter(write);
    }
    queue.enterAgain(write, write.start());
    return write.future();
  }

  private <T> Future<T> enter(Write<?, T> write) {
    try {
      queue.enter(write, write.start());
    } catch (StoreBusyException e) {
      return Future.failedFuture(e);
    }
    return write.future();
  }

  /** Frees the store as soon as one more transaction may be under way. */
  void releaseWhenRoom() {
    committer.whenRoom(() -> queue.release(released -> {}));
  }
}
