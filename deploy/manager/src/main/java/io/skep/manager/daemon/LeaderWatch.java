package io.skep.manager.daemon;

import io.skep.controller.health.Standing;
import io.skep.store.loop.Clock;
import io.skep.store.raft.Standing.Follows;
import java.time.Duration;

/** For how long nobody has been known to lead. Written on one loop, read by any thread. */
final class LeaderWatch {
  private static final long LED = Long.MIN_VALUE;

  private final Clock clock;
  private volatile long leaderlessSince = LED;

  LeaderWatch(Clock clock) {
    this.clock = clock;
  }

  void stands(io.skep.store.raft.Standing now) {
    boolean isLed = !(now instanceof Follows follows) || follows.leader().isPresent();
    if (isLed) {
      leaderlessSince = LED;
    } else if (leaderlessSince == LED) {
      leaderlessSince = clock.nanoTime();
    }
  }

  Standing standing() {
    long since = leaderlessSince;
    return since == LED
        ? Standing.GOOD
        : new Standing.Lost("nobody is known to lead", Duration.ofNanos(clock.nanoTime() - since));
  }
}
