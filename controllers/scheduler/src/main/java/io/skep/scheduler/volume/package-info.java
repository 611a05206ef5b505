/**
 * Cluster volumes: which there are, who uses them where, and which ones a task gets on a node.
 * Start with {@link io.skep.scheduler.volume.VolumeSet}.
 *
 * <p>A set is confined to the scheduler's loop; everything else is immutable. Imports the
 * vocabulary and the messages.
 */
package io.skep.scheduler.volume;
