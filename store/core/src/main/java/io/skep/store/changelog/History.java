package io.skep.store.changelog;

import io.skep.store.Version;

/**
 * A history of versions, and since when a store has had it: only from there on does the log tell
 * what happened. Immutable.
 *
 * @param id names the history
 * @param since the lowest version of it whose objects this store has had
 * @param position how much of the log had led there
 */
public record History(String id, Version since, long position) {
  /** A history with this store from its beginning. */
  public static History begin(String id) {
    return new History(id, Version.ZERO, 0);
  }

  /**
   * This history if it is called {@code nextId}; else the one that begins with {@code version}.
   *
   * @param position how much of the log leads up to {@code version}, with its own commit
   */
  public History at(String nextId, Version version, long position) {
    if (nextId.equals(id)) {
      return this;
    }
    // One below: a history that is taken over from a snapshot has the same objects at its last
    // version there as at its first one here. In one that is new nobody can have seen that number.
    return new History(nextId, new Version(version.index() - 1), position);
  }
}
