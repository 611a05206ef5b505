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
    var write = new Write<R>(this, origin, body);
    try {
      queue.enter(write);
    } catch (StoreBusyException e) {
      return Future.failedFuture(e);
    }
    return write.future();
  }

  /** One more transaction of a batch, whose place in the queue is granted. */
  <R> Future<Committed<R>> writeOn(Origin origin, Function<? super Transaction, ? extends R> body) {
    var write = new Write<R>(this, origin, body);
    queue.enterAgain(write);
    return write.future();
  }

  /** Frees the store as soon as one more transaction may be under way. */
  void releaseWhenRoom() {
    committer.whenRoom(() -> queue.release(() -> {}));
  }
}
