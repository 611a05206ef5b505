/**
 * Everything there is to say about a task that waits: what keeps it from which nodes, what is
 * missing, which nodes are nearest and what they would need, and whether waiting can help at all.
 * Start with {@link io.skep.scheduler.explain.TaskExplanation}.
 *
 * <p>Explanations are immutable and usable from any thread; they are made on demand only, on the
 * scheduler's loop. Imports the vocabulary and resources.
 */
package io.skep.scheduler.explain;
