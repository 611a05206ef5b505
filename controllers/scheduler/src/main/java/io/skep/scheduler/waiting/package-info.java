/**
 * The tasks that wait for a node, oldest first, those that are alike together. Start with {@link
 * io.skep.scheduler.waiting.WaitingTasks}.
 *
 * <p>Confined to the scheduler's loop. Imports the vocabulary, the cluster, volumes and placement.
 */
package io.skep.scheduler.waiting;
