package io.skep.controller.lease;

import io.skep.store.Committed;
import io.skep.store.Origin;
import io.skep.store.Store;
import io.skep.store.Tx;
import io.skep.store.Version;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;

/**
 * The transactions of one candidate on its lease. Each looks at the lease inside itself, so it does
 * nothing where the lease is not what it was taken for. Any thread.
 */
final class Ballot {
  /**
   * For how long a lease that was given back lasts: it is free at once, and whoever goes by its
   * duration all the same waits no longer than this.
   */
  static final Duration REST = Duration.ofSeconds(1);

  private final Store store;
  private final Candidate candidate;
  private final Origin origin;

  Ballot(Store store, Candidate candidate) {
    this.store = store;
    this.candidate = candidate;
    origin = Origin.of("%s/%s".formatted(LeaseKind.idOf(candidate.lease()), candidate.name()));
  }

  /** The lease as it is now. */
  Optional<Lease> look() {
    return Lease.find(candidate.lease(), store.view());
  }

  /**
   * Takes the lease if it still stands as it was written at {@code seen}.
   *
   * @return the epoch; empty if the lease has changed
   */
  Future<Optional<Version>> claim(Version seen) {
    return store.compute(origin, tx -> claim(tx, seen)).map(Committed::value);
  }

  private Optional<Version> claim(Tx tx, Version seen) {
    Optional<Lease> now = Lease.find(candidate.lease(), tx);
    if (!now.map(Lease::version).orElse(Version.ZERO).equals(seen)) {
      return Optional.empty();
    }
    LeaseKind.declare(tx);
    Lease taken =
        now.orElseGet(() -> Lease.unheld(candidate.lease()))
            .taken(candidate.name(), candidate.times().duration());
    Lease written = now.isPresent() ? tx.update(Lease.KIND, taken) : tx.create(Lease.KIND, taken);
    // Only what is written knows the version of its transaction.
    return Optional.of(tx.update(Lease.KIND, written.inEpoch(written.version())).epoch());
  }

  /** Renews the lease; false if it is not that of {@code term} any more. */
  Future<Boolean> renew(Term term) {
    return store
        .compute(
            origin,
            tx -> {
              Optional<Lease> mine = Lease.find(candidate.lease(), tx).filter(term::holds);
              mine.ifPresent(
                  lease -> tx.update(Lease.KIND, lease.renewed(candidate.times().duration())));
              return mine.isPresent();
            })
        .map(Committed::value);
  }

  /** Gives the lease back if this candidate has it, in whatever term. */
  Future<Void> release() {
    return store
        .update(
            origin,
            tx ->
                Lease.find(candidate.lease(), tx)
                    .filter(lease -> lease.candidate().equals(candidate.name()))
                    .ifPresent(lease -> tx.update(Lease.KIND, lease.released(REST))))
        .mapEmpty();
  }
}
