package io.skep.store.loop;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * One thread's worth of execution: tasks given to a loop run one at a time, each seeing what the
 * earlier ones did, in the order in which they were given. State that only one loop touches needs
 * no lock. Tasks must not block.
 *
 * <p>All methods may be called from any thread.
 */
public interface Loop extends Executor {
  /**
   * The loop that the calling code runs on: of a task of a loop, that loop; of a handler on a
   * Vert.x event loop, the one for its context.
   */
  static Optional<Loop> current() {
    return CurrentLoop.get();
  }

  /** The time by which this loop's timers go. */
  Clock clock();

  /** Runs {@code task} on this loop, after all given before it; never inside this call. */
  @Override
  void execute(Runnable task);

  /**
   * Runs {@code task} on this loop once {@code delay} has passed.
   *
   * @param delay how long to wait at least; zero or less means as soon as possible
   */
  Timer after(Duration delay, Runnable task);

  /** Whether the calling code runs on this loop. */
  default boolean isCurrent() {
    return current().filter(this::equals).isPresent();
  }

  /** A task that waits for its time. */
  interface Timer {
    /** Makes sure that the task does not start any more. Idempotent. */
    void cancel();
  }
}
