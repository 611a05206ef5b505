/**
 * Skep's own messages, package {@code skep.v1}: {@link io.skep.api.v1.LogEntry} is what a store
 * hands to a replicated log, {@link io.skep.api.v1.TableSnapshot} what a snapshot holds beyond
 * SwarmKit's format.
 *
 * <p>All but this page is generated from {@code src/main/proto}. Messages are immutable and usable
 * from any thread. Imports {@code io.skep.api}.
 */
package io.skep.api.v1;
