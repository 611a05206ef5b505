/**
 * Reads stack files: {@link io.skep.examples.scheduler.stack.loader.StackLoader}. Immutable, for
 * any thread. Imports all packages beside it.
 */
package io.skep.examples.scheduler.stack.loader;
