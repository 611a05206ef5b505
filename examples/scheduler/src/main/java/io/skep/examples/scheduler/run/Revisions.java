package io.skep.examples.scheduler.run;

import io.skep.examples.scheduler.revision.PortConflicts;
import io.skep.examples.scheduler.revision.StackChange;
import io.skep.examples.scheduler.revision.StackRevision;
import io.skep.examples.scheduler.stack.Stack;
import io.skep.simulation.SimulatedCluster;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;

/** Puts stacks into a cluster. */
final class Revisions {
  private Revisions() {}

  /** Puts {@code stack} in as it is; a port that somebody has is left to the allocator to tell. */
  static void deploy(SimulatedCluster cluster, Stack stack) {
    Instant now = cluster.clock().instant();
    cluster.deploy(tx -> StackRevision.apply(tx, stack, cluster.ids(), now));
  }

  /**
   * Puts {@code stack} in if nothing speaks against it.
   *
   * @throws io.skep.examples.scheduler.revision.RefusedException if something does; nothing changed
   */
  static StackChange apply(SimulatedCluster cluster, Stack stack) {
    Instant now = cluster.clock().instant();
    var change = new AtomicReference<StackChange>();
    cluster.deploy(
        tx -> {
          change.set(StackRevision.apply(tx, stack, cluster.ids(), now));
          PortConflicts.check(tx);
        });
    return change.get();
  }
}
