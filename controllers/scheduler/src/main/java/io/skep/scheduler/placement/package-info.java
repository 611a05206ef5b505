/**
 * Choosing nodes for tasks that are alike: {@link io.skep.scheduler.placement.Verdicts} says which
 * nodes may take one, {@link io.skep.scheduler.placement.SpreadTree} which should take the next.
 *
 * <p>Confined to the scheduler's loop. Imports the vocabulary, constraints and the cluster.
 */
package io.skep.scheduler.placement;
