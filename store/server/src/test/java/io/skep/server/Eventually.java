package io.skep.server;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Waits for what another thread or process does in its own time. */
public final class Eventually {
  /** Far more than anything takes: a machine may be slow, or busy with something else. */
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private static final Duration PAUSE = Duration.ofMillis(20);

  private Eventually() {}

  /** What {@code look} sees, once it is as {@code wanted}; fails after minutes of looking. */
  public static <T> T seen(Supplier<T> look, Predicate<T> wanted) {
    long start = System.nanoTime();
    while (true) {
      T last = look.get();
      if (wanted.test(last)) {
        return last;
      }
      if (System.nanoTime() - start > PATIENCE.toNanos()) {
        throw new AssertionError("not seen in " + PATIENCE + "; at last it was " + last);
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }
}
