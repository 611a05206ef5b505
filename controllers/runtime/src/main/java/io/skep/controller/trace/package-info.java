/**
 * What links a commit to the run that made it, and that run to what led to it: {@link
 * io.skep.controller.trace.RunTracer}.
 *
 * <p>Imports nothing of ours.
 */
package io.skep.controller.trace;
