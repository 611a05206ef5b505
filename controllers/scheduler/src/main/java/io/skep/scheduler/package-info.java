/**
 * The words of scheduling: a {@link io.skep.scheduler.Pipeline} of filters, scorers and a binder
 * decides which node runs a task, and an {@link io.skep.scheduler.Explanation} says why none does.
 * Start with {@link io.skep.scheduler.Filter} to add a rule of your own; the controller itself is
 * {@code io.skep.scheduler.reconciler.Scheduler}.
 *
 * <p>Implementations are immutable; they are called on the controller's loop and must not block.
 * Imports the messages, the store's vocabulary, constraints and resources.
 */
package io.skep.scheduler;
