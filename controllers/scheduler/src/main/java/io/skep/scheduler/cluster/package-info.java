/**
 * The scheduler's picture of the cluster: every node, and what its tasks use of it. Start with
 * {@link io.skep.scheduler.cluster.Cluster}.
 *
 * <p>Confined to the scheduler's loop. Imports the vocabulary and generic resources.
 */
package io.skep.scheduler.cluster;
