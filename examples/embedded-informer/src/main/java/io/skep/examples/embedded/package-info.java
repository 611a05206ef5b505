/**
 * An HTTP service that answers from an informer: {@link io.skep.examples.embedded.TaskApi}, which
 * {@link io.skep.examples.embedded.Main} starts and asks.
 */
package io.skep.examples.embedded;
