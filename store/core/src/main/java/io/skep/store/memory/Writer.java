package io.skep.store.memory;

import io.skep.store.Committed;
import io.skep.store.Origin;
import io.skep.store.StoreBusyException;
import io.vertx.core.Future;
import java.util.function.Function;

/** The door for all writes: a queue before it and a committer behind it. Any thread. */
record Writer(WriteQueue queue, Committer committer, StoreTimers timers) {
  /** One transaction; fails if too many wait. */
  <R> Future<Committed<R>> write(Origin origin, Function<? super Transaction, ? extends R> body) {
    return enter(new Write<>(this, null, origin, body));
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
    var write = new Write<R>(this, chain, origin, body);
    if (!granted) {
      return enter(write);
    }
    queue.enterAgain(write);
    return write.future();
  }

  private <R> Future<Committed<R>> enter(Write<R> write) {
    try {
      queue.enter(write);
    } catch (StoreBusyException e) {
      return Future.failedFuture(e);
    }
    return write.future();
  }

  /** Frees the store as soon as one more transaction may be under way. */
  void releaseWhenRoom() {
    committer.whenRoom(() -> queue.release(() -> {}));
  }
}
