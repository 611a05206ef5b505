package io.skep.store.memory;

import io.skep.store.loop.Loop;

/** A piece of work that must be alone in writing; see {@link WriteQueue}. */
interface Turn {
  /** The loop to run on if there is a wait; null for the thread that ends the wait. */
  Loop loop();

  /**
   * Runs as the only writer, and stays it until somebody calls {@link WriteQueue#release}, here or
   * later.
   */
  void run();

  /** Is told, in the place of {@link #run} and as the only writer, that its loop is gone. */
  void loopGone(RuntimeException cause);
}
