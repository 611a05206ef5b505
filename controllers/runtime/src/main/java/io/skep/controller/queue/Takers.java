package io.skep.controller.queue;

import io.skep.store.loop.Loop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.Optional;

/**
 * Those who wait for a key, in the order in which they asked.
 *
 * <p>Each is answered in a task of its own: what a taker does next never runs inside the call that
 * made the key ready, and a taker that takes again and again does not grow the stack.
 */
final class Takers<K> {
  private final Loop loop;
  private final ArrayDeque<Promise<Optional<K>>> waiting = new ArrayDeque<>();

  Takers(Loop loop) {
    this.loop = loop;
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  Future<Optional<K>> add() {
    Promise<Optional<K>> taker = Promise.promise();
    waiting.add(taker);
    return taker.future();
  }

  /** Answers the first taker. */
  void hand(K key) {
    answer(waiting.remove(), Optional.of(key));
  }

  /** Tells every taker that nothing will come. */
  void close() {
    while (!waiting.isEmpty()) {
      answer(waiting.remove(), Optional.empty());
    }
  }

  private void answer(Promise<Optional<K>> taker, Optional<K> key) {
    loop.execute(() -> taker.complete(key));
  }
}
