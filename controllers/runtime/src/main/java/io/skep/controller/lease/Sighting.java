package io.skep.controller.lease;

import io.skep.store.Version;
import io.skep.store.loop.Clock;
import java.time.Duration;
import java.util.Optional;

/**
 * What a candidate last saw of the lease, and when it first saw that. Whether the lease has run out
 * follows from this alone: clocks of other machines, and times in the record, have no say.
 *
 * @param lease empty if there is none
 * @param sinceNanos when it was first seen so, by the observer's clock
 */
record Sighting(Optional<Lease> lease, long sinceNanos) {
  /** What is seen now. */
  static Sighting of(Optional<Lease> lease, Clock clock) {
    return new Sighting(lease, clock.nanoTime());
  }

  /** This sighting if {@code now} is the same, else the new one. */
  Sighting next(Sighting now) {
    return now.version().equals(version()) ? this : now;
  }

  /** The version of what was seen; zero if there was no lease. */
  Version version() {
    return lease.map(Lease::version).orElse(Version.ZERO);
  }

  /**
   * How long {@code candidate} has to wait before it may take the lease, if that does not change;
   * zero or less if it may. A lease under its own name needs no waiting: it is from an earlier term
   * or life of its own, or from a claim of which it does not know that it took effect.
   */
  Duration wait(String candidate, Clock clock) {
    return lease
        .filter(seen -> seen.holder().isPresent() && !seen.candidate().equals(candidate))
        .map(seen -> seen.duration().minusNanos(clock.nanoTime() - sinceNanos))
        .orElse(Duration.ZERO);
  }
}
