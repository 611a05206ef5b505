/**
 * Replays what a real cluster was asked to run: a list of nodes, and a list of pods with the times
 * at which they were created and deleted. Start with {@link
 * io.skep.examples.scheduler.trace.TraceFiles}. Immutable or stateless; imports the messages and
 * the example's {@code cluster} and {@code input}.
 */
package io.skep.examples.scheduler.trace;
