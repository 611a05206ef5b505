/**
 * What a service demands of its nodes, as {@code node.labels.zone == east}: reading it and deciding
 * it. Start with {@link io.skep.scheduler.constraint.Constraints}.
 *
 * <p>Everything is immutable and usable from any thread. Imports only the messages.
 */
package io.skep.scheduler.constraint;
