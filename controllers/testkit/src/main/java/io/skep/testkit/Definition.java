package io.skep.testkit;

import io.skep.controller.ControllerOptions;
import io.skep.controller.Placement;
import io.skep.controller.Reconciler;
import java.util.function.Supplier;

/**
 * A controller that every replica has.
 *
 * @param reconciler gives each start of a replica its own; or all the same, if it has no state
 */
record Definition<T>(
    String name, Supplier<? extends Reconciler<T>> reconciler, ControllerOptions options) {
  /** The same, with keys that run where the lease is held. */
  Definition<T> onLeader() {
    return new Definition<>(name, reconciler, options.withPlacement(Placement.leader()));
  }
}
