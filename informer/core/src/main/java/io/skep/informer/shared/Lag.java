package io.skep.informer.shared;

import io.skep.store.Version;
import io.skep.store.loop.Clock;
import java.time.Duration;

/**
 * For how long an informer has shown less than there is, as far as anybody looked: commits carry no
 * time, so it counts from the first look at which a version was there that is still not shown. Any
 * thread.
 */
final class Lag {
  private final Clock clock;

  // Guarded by this.
  private Version owed;
  private long since;

  Lag(Clock clock) {
    this.clock = clock;
  }

  /** Looks; zero if {@code shown} is all that there is. */
  synchronized Duration age(Version shown, Version newest) {
    if (!newest.isAfter(shown)) {
      owed = null;
      return Duration.ZERO;
    }
    if (owed == null || !owed.isAfter(shown)) {
      owed = newest;
      since = clock.nanoTime();
    }
    return Duration.ofNanos(clock.nanoTime() - since);
  }
}
