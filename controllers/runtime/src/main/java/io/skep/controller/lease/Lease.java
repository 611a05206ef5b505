package io.skep.controller.lease;

import io.skep.api.Resource;
import io.skep.store.Kind;
import io.skep.store.ReadTx;
import io.skep.store.Version;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * Who leads, as it is stored: {@code Lease.find("billing", store.view())}. Immutable.
 *
 * @param name names what is led
 * @param candidate who leads; empty if nobody does
 * @param duration how long the lease lasts after each change, by the clock of whoever sees it
 * @param epoch the term: the version of the transaction that made the holder lead
 * @param renewals how often it was renewed in this term
 * @param stored what it was read from; null for one that is not stored
 */
public record Lease(
    String name,
    String candidate,
    Duration duration,
    Version epoch,
    long renewals,
    Resource stored) {
  /** Leases as a kind of objects. */
  public static final Kind<Lease> KIND = new LeaseKind();

  /** Refuses nulls. */
  public Lease {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(candidate, "candidate");
    Objects.requireNonNull(duration, "duration");
    Objects.requireNonNull(epoch, "epoch");
  }

  /** The lease with that name; empty if nobody has ever held it. */
  public static Optional<Lease> find(String name, ReadTx at) {
    return at.get(KIND, LeaseKind.idOf(name));
  }

  /** Who leads, unless the lease has run out; empty if nobody does. */
  public Optional<String> holder() {
    return candidate.isEmpty() ? Optional.empty() : Optional.of(candidate);
  }

  /** The version that wrote it last: another one for each renewal. */
  Version version() {
    return stored == null ? Version.ZERO : new Version(stored.getMeta().getVersion().getIndex());
  }

  /** A lease that nobody has ever held. */
  static Lease unheld(String name) {
    return new Lease(name, "", Duration.ZERO, Version.ZERO, 0, null);
  }

  /** This lease in the hands of {@code newCandidate}. */
  Lease taken(String newCandidate, Duration newDuration) {
    return new Lease(name, newCandidate, newDuration, Version.ZERO, 0, stored);
  }

  /** This lease in a term of that number. */
  Lease inEpoch(Version newEpoch) {
    return new Lease(name, candidate, duration, newEpoch, renewals, stored);
  }

  /** This lease for another {@link #duration}. */
  Lease renewed(Duration newDuration) {
    return new Lease(name, candidate, newDuration, epoch, renewals + 1, stored);
  }

  /** This lease in nobody's hands. */
  Lease released(Duration rest) {
    return new Lease(name, "", rest, epoch, renewals, stored);
  }
}
