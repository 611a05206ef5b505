/**
 * Whole clusters in one thread: simulated agents that run tasks, nodes that vanish and return, and
 * the controllers, all on virtual time with a seed. Start with {@link
 * io.skep.simulation.SimulatedCluster}. Not a test library: examples and planners use it too.
 */
package io.skep.simulation;
