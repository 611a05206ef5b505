package io.skep.manager;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Waits for what another process does in its own time. */
public final class Eventually {
  private static final int LOOKS = 600;
  private static final Duration PAUSE = Duration.ofMillis(100);

  private Eventually() {}

  /** What {@code look} sees, once it is as {@code wanted}; fails after a minute of looking. */
  public static <T> T seen(Supplier<T> look, Predicate<T> wanted) {
    T last = null;
    for (int i = 0; i < LOOKS; i++) {
      last = look.get();
      if (wanted.test(last)) {
        return last;
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
    throw new AssertionError("not seen; at last it was " + last);
  }
}
