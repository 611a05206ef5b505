/**
 * The built-in scorers, in the order in which they are asked: {@link
 * io.skep.scheduler.order.FewestRecentFailures}, {@link
 * io.skep.scheduler.order.FewestTasksOfService}, {@link io.skep.scheduler.order.FewestTasks}.
 *
 * <p>All are immutable. Imports the vocabulary.
 */
package io.skep.scheduler.order;
