package io.skep.simulation.check;

import io.skep.controller.lease.Lease;
import io.skep.controller.lease.Term;
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

  /** Somebody has committed {@code version} in {@code term}. */
  public void committed(Term term, Version version) {
    history.read();
    ReadTx before = history.before(version);
    Optional<Lease> lease = Lease.find(term.lease(), before);
    if (lease.filter(now -> isOf(term, now)).isEmpty()) {
      violations.report(
          "rt.G-3",
          "version %s was written in %s, but the lease was %s"
              .formatted(version, term, lease.map(FenceCheck::text).orElse("not there")));
    }
  }

  private static boolean isOf(Term term, Lease now) {
    return now.epoch().equals(term.epoch()) && now.candidate().equals(term.holder());
  }

  private static String text(Lease lease) {
    return "of \"%s\" in epoch %s".formatted(lease.candidate(), lease.epoch());
  }
}
