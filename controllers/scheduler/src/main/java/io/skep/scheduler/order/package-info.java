/**
 * The built-in scorers, and {@link io.skep.scheduler.order.Order}, which has them by name. The
 * default asks {@link io.skep.scheduler.order.FewestRecentFailures}, {@link
 * io.skep.scheduler.order.FewestTasksOfService}, {@link io.skep.scheduler.order.FewestTasks}.
 *
 * <p>All are immutable. Imports the vocabulary and resources.
 */
package io.skep.scheduler.order;
