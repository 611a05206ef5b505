package io.skep.store.loop;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.Optional;

/** Remembers, for each thread, which loop's task it runs. */
final class CurrentLoop {
  private static final ThreadLocal<Loop> RUNNING = new ThreadLocal<>();

  private CurrentLoop() {}

  static Optional<Loop> get() {
    Loop running = RUNNING.get();
    if (running != null) {
      return Optional.of(running);
    }
    Context context = Vertx.currentContext();
    // Blocking code that a handler handed to a worker has the handler's context, not its thread.
    return context != null && context.isEventLoopContext() && Context.isOnEventLoopThread()
        ? Optional.of(VertxLoop.of(context))
        : Optional.empty();
  }

  /** Runs {@code task} as a task of {@code loop}. */
  static void run(Loop loop, Runnable task) {
    Loop before = RUNNING.get();
    RUNNING.set(loop);
    try {
      task.run();
    } finally {
      if (before == null) {
        RUNNING.remove();
      } else {
        RUNNING.set(before);
      }
    }
  }
}
