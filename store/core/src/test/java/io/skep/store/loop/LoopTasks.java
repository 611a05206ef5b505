package io.skep.store.loop;

/** Lets a test make a loop of its own the current one. */
public final class LoopTasks {
  private LoopTasks() {}

  /** Runs {@code task} as a task of {@code loop}. */
  public static void run(Loop loop, Runnable task) {
    CurrentLoop.run(loop, task);
  }
}
