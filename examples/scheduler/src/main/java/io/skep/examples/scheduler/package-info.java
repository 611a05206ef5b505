/**
 * The example's command: reads a cluster and a load, runs them through Skep's controllers on
 * simulated agents, and reports where every task went, or why it could not go anywhere.
 */
package io.skep.examples.scheduler;
