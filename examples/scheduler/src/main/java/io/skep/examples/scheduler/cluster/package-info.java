/**
 * Clusters to place onto: from a file, or so many nodes of one size. Start with {@link
 * io.skep.examples.scheduler.cluster.ClusterFile}; {@link
 * io.skep.examples.scheduler.cluster.NodeShape} is what both make nodes of. Immutable or stateless;
 * imports the messages and the example's {@code input}.
 */
package io.skep.examples.scheduler.cluster;
