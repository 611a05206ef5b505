package io.skep.examples.scheduler.replay;

import io.skep.simulation.SimulatedCluster;

/** Somebody who looks at the cluster of a replay and changes nothing. */
public interface ReplayWatch {
  /** Does not look. */
  ReplayWatch NONE = new ReplayWatch() {};

  /** The cluster is there; nothing has happened. */
  default void started(SimulatedCluster cluster) {}

  /** The cluster has come to rest after a step of the trace. */
  default void quiet(SimulatedCluster cluster) {}
}
