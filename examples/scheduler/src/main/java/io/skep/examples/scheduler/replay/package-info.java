/**
 * Replays what a cluster was asked to run as tasks, with nobody but the scheduler at work: the
 * replay itself makes the tasks, lets them end and deletes them. Start with {@link
 * io.skep.examples.scheduler.replay.Replay}. Imports the store, the simulation and the example's
 * {@code cluster} and {@code input}.
 */
package io.skep.examples.scheduler.replay;
