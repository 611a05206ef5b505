package io.skep.store;

import java.util.List;

/**
 * One committed transaction. Immutable.
 *
 * @param version the version that it made
 * @param predecessor the version before it: a hole in a stream shows as a predecessor that is not
 *     the version seen last
 * @param changes the changes in the order in which they were made; of a filtered watch, the ones
 *     that match
 * @param origin who wrote it
 */
public record Commit(Version version, Version predecessor, List<Change<?>> changes, Origin origin) {
  /** Copies the changes. */
  public Commit {
    changes = List.copyOf(changes);
  }
}
