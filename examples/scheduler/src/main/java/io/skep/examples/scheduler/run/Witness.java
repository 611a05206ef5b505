package io.skep.examples.scheduler.run;

import io.skep.simulation.SimulatedCluster;

/** Somebody who is shown the cluster of a run before anything happens, to watch it from then on. */
@FunctionalInterface
public interface Witness {
  /** Watches nothing. */
  Witness NONE = cluster -> {};

  /** Called once; changes nothing. Loops for watches come from the cluster's clock. */
  void attend(SimulatedCluster cluster);
}
