package io.skep.examples.scheduler.report;

/**
 * A run in numbers. Immutable.
 *
 * @param nodes all that were ever in the cluster
 * @param nodesReady those that could take tasks at the end
 * @param running tasks that ran at the end
 * @param starting tasks that were on a node at the end and about to run
 * @param waiting tasks that were wanted at the end and on no node
 * @param tasks all tasks that there ever were
 * @param placed those of them that ever got a node
 */
public record Totals(
    int nodes, int nodesReady, int running, int starting, int waiting, int tasks, int placed) {}
