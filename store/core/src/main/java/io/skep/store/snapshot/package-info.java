/**
 * Snapshots as messages and as bytes. {@link io.skep.store.snapshot.Contents} is what a snapshot
 * holds, whether it comes from a store or goes to one; {@link
 * io.skep.store.snapshot.SnapshotWriter} and {@link io.skep.store.snapshot.SnapshotReader} turn it
 * into bytes and back, object by object, and {@link io.skep.store.snapshot.SnapshotMessages} into
 * messages.
 *
 * <p>One thread at a time. Imports the vocabulary and the messages.
 */
package io.skep.store.snapshot;
