/**
 * An HTTP service that answers from an informer: {@link io.skep.examples.embedded.TaskApi}, which
 * {@link io.skep.examples.embedded.Main} starts over a manager in another process, or for {@link
 * io.skep.examples.embedded.Questions}.
 */
package io.skep.examples.embedded;
