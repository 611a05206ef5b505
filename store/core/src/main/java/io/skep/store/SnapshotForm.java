package io.skep.store;

/** The bytes that a store is saved as. A store loads all of them and tells them apart itself. */
public enum SnapshotForm {
  /**
   * All that the store has: SwarmKit's {@code Snapshot} with tables of the user's own, the history
   * and the version, and a checksum in fields that SwarmKit skips.
   */
  WHOLE,

  /** SwarmKit's {@code Snapshot} and nothing else. For a store without objects of own tables. */
  SWARMKIT,

  /**
   * SwarmKit's {@code StoreSnapshot} alone: no frame, so that bytes that were cut between two
   * objects cannot be told from fewer objects. For a store without objects of own tables.
   */
  SWARMKIT_OBJECTS
}
