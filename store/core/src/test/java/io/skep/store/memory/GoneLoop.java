package io.skep.store.memory;

import io.skep.store.loop.Clock;
import io.skep.store.loop.Loop;
import io.skep.store.loop.LoopTasks;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;

/** A loop that runs its first task and takes no other. */
final class GoneLoop implements Loop {
  private final Loop host;
  private boolean gone;

  GoneLoop(Loop host) {
    this.host = host;
  }

  @Override
  public Clock clock() {
    return host.clock();
  }

  @Override
  public void execute(Runnable task) {
    if (gone) {
      throw new RejectedExecutionException("the loop has ended");
    }
    gone = true;
    host.execute(() -> LoopTasks.run(this, task));
  }

  @Override
  public Timer after(Duration delay, Runnable task) {
    throw new RejectedExecutionException("the loop has ended");
  }
}
