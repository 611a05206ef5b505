package io.skep.store.memory;

import io.skep.api.StoreAction;
import io.skep.api.v1.LogEntry;
import io.skep.api.v1.TableAction;

/** Counts what a transaction of a batch holds, and says when it is full. */
final class BatchLimits {
  /** The most bytes of changes that SwarmKit's log takes as one entry. */
  static final int MOST_BYTES = 1024 * 1024 * 3 / 2;

  /** A batch commits when it holds this many changes. */
  static final int FULL_AT_CHANGES = 200;

  /**
   * A batch commits when it holds this many bytes, so that one step more seldom passes the most.
   */
  static final int FULL_AT_BYTES = MOST_BYTES * 3 / 4;

  private final Draft draft;
  private int counted;
  private long bytes;

  BatchLimits(Draft draft) {
    this.draft = draft;
  }

  /** Counts the changes made since the last call. */
  boolean isFull() {
    LogEntry.Builder added = draft.actions(counted);
    for (StoreAction action : added.getActionsList()) {
      bytes += Actions.sizeBytes(action);
    }
    for (TableAction action : added.getTableActionsList()) {
      bytes += Actions.sizeBytes(action);
    }
    counted = draft.size();
    return counted >= FULL_AT_CHANGES || bytes >= FULL_AT_BYTES;
  }
}
