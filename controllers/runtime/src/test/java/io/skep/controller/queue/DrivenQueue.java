package io.skep.controller.queue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.skep.store.loop.Loop;
import io.skep.store.loop.VirtualClock;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/** A work queue on a virtual loop, driven from outside: every call runs as a task of that loop. */
final class DrivenQueue {
  final VirtualClock clock;
  final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final Loop loop;
  private final WorkQueue<String> queue;

  DrivenQueue() {
    this(0);
  }

  DrivenQueue(long seed) {
    this(seed, QueueOptions.standard());
  }

  DrivenQueue(QueueOptions<String> options) {
    this(0, options);
  }

  DrivenQueue(long seed, QueueOptions<String> options) {
    clock = new VirtualClock(seed);
    loop = clock.loop("queue");
    // Half of them measured: the others look at the clock less often.
    queue =
        seed % 2 == 0 ? WorkQueue.on(loop, "test", registry, options) : WorkQueue.on(loop, options);
  }

  void add(String... keys) {
    for (String key : keys) {
      run(() -> queue.add(key));
    }
  }

  void addAfter(String key, Duration delay) {
    run(() -> queue.addAfter(key, delay));
  }

  void addAt(int priority, String... keys) {
    for (String key : keys) {
      run(() -> queue.add(key, priority));
    }
  }

  void addAfter(String key, Duration delay, int priority) {
    run(() -> queue.addAfter(key, delay, priority));
  }

  void addWhenQuiet(String key, QuietPeriod quiet) {
    addWhenQuiet(key, quiet, 0);
  }

  void addWhenQuiet(String key, QuietPeriod quiet, int priority) {
    run(() -> queue.addWhenQuiet(key, quiet, priority));
  }

  void prioritize(String key, int priority) {
    run(() -> queue.prioritize(key, priority));
  }

  boolean postpone(String key, Duration delay) {
    return call(() -> queue.postpone(key, delay));
  }

  boolean cancel(String key) {
    return call(() -> queue.cancel(key));
  }

  Future<Optional<String>> take() {
    return call(queue::take);
  }

  Optional<String> poll() {
    return call(queue::poll);
  }

  void absorb(String key) {
    run(() -> queue.absorb(key));
  }

  void done(String key) {
    run(() -> queue.done(key));
  }

  void done(String key, Duration pause) {
    run(() -> queue.done(key, pause));
  }

  int shutdown() {
    return call(queue::shutdown);
  }

  Future<Integer> drain() {
    return call(queue::drain);
  }

  int size() {
    return call(queue::size);
  }

  int waiting() {
    return call(queue::waiting);
  }

  int processing() {
    return call(queue::processing);
  }

  void advance(Duration duration) {
    clock.advance(duration);
  }

  /** The queue itself, for calls from anywhere. */
  WorkQueue<String> unprotected() {
    return queue;
  }

  private void run(Runnable action) {
    call(
        () -> {
          action.run();
          return true;
        });
  }

  /** Runs {@code action} on the loop, and then whatever it has made ready. */
  <R> R call(Supplier<R> action) {
    var result = new AtomicReference<R>();
    var failure = new AtomicReference<RuntimeException>();
    loop.execute(
        () -> {
          try {
            result.set(action.get());
          } catch (RuntimeException e) {
            failure.set(e);
          }
        });
    clock.runUntilIdle();
    if (failure.get() != null) {
      throw failure.get();
    }
    return result.get();
  }
}
