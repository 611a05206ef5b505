/**
 * Snapshots on the disk: {@link io.skep.store.raft.snapshot.SnapshotFile} is one, {@link
 * io.skep.store.raft.snapshot.SnapshotFiles} those of a member, of which the newest two are kept.
 * Each type says which thread may call it. Imports the seam of the store and the engine's names for
 * such files.
 */
package io.skep.store.raft.snapshot;
