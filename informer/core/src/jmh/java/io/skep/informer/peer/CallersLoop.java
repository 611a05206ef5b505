package io.skep.informer.peer;

import io.skep.store.loop.Clock;
import io.skep.store.loop.Loop;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * A loop whose tasks run when the caller says so and on its thread, so that what is measured is the
 * work and not the way to another thread. Confined to one thread.
 */
final class CallersLoop implements Loop {
  private final Queue<Runnable> tasks = new ArrayDeque<>();

  /** Runs tasks until there is none. */
  void runAll() {
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      task.run();
    }
  }

  @Override
  public Clock clock() {
    return Clock.system();
  }

  @Override
  public void execute(Runnable task) {
    tasks.add(task);
  }

  @Override
  public Timer after(Duration delay, Runnable task) {
    throw new UnsupportedOperationException("no informer without handlers sets a timer");
  }
}
