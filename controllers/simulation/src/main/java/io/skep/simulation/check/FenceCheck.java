package io.skep.simulation.check;

import io.skep.controller.lease.Lease;
import io.skep.store.ReadTx;
import io.skep.store.Version;
import java.util.Optional;

/** Holds leaders to their leases: whatever one commits, it held its lease just before. */
public final class FenceCheck {
  private final History history;
  private final Violations violations;

  /** A check of whoever writes as a leader. */
  public FenceCheck(History history, Violations violations) {
    this.history = history;
    this.violations = violations;
  }

  /**
   * Somebody has committed {@code version} under a lease.
   *
   * @param holder who
   * @param epoch the term in which
   */
  public void committed(String leaseName, String holder, Version epoch, Version version) {
    history.read();
    ReadTx before = history.before(version);
    Optional<Lease> lease = Lease.find(leaseName, before);
    if (lease
        .filter(now -> now.epoch().equals(epoch) && now.candidate().equals(holder))
        .isEmpty()) {
      violations.report(
          "rt.G-3",
          "version %s was written by %s in epoch %s of the lease, but that was %s"
              .formatted(version, holder, epoch, lease.map(FenceCheck::text).orElse("not there")));
    }
  }

  private static String text(Lease lease) {
    return "of \"%s\" in epoch %s".formatted(lease.candidate(), lease.epoch());
  }
}
