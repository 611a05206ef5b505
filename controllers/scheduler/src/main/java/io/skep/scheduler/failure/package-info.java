/**
 * Recent failures as they are kept in the store, so that whoever leads next knows them. Start with
 * {@link io.skep.scheduler.failure.NodeFailures}.
 *
 * <p>Everything is immutable. Imports the messages, the store's vocabulary and custom kinds.
 */
package io.skep.scheduler.failure;
