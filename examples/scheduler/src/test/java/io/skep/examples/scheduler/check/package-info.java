/**
 * Judges the outcome of a run from the stored objects alone, knowing nothing of how it came about
 * and sharing no code with the controllers. Start with {@link
 * io.skep.examples.scheduler.check.PlacementChecker}. One thread; imports only the messages.
 */
package io.skep.examples.scheduler.check;
