package io.skep.store.changelog;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How much the commits of a log are: each, by its slot, and all together.
 *
 * <p>Kept beside the commits, as one that is dropped is in no cache any more. Changed by the writer
 * only; any thread may ask for the sums, which may then be a moment old.
 */
final class Load {
  private final int[] changesAt;
  private final long[] bytesAt;
  private final AtomicInteger changes = new AtomicInteger();
  private final AtomicLong bytes = new AtomicLong();

  Load(int slots) {
    changesAt = new int[slots];
    bytesAt = new long[slots];
  }

  /** Counts the commit in {@code slot}. */
  void add(int slot, LogRecord record) {
    changesAt[slot] = record.commit().changes().size();
    bytesAt[slot] = record.bytes();
    changes.setRelease(changes.getPlain() + changesAt[slot]);
    bytes.setRelease(bytes.getPlain() + bytesAt[slot]);
  }

  /** Counts the commit in {@code slot} no more. */
  void remove(int slot) {
    changes.setRelease(changes.getPlain() - changesAt[slot]);
    bytes.setRelease(bytes.getPlain() - bytesAt[slot]);
    changesAt[slot] = 0;
    bytesAt[slot] = 0;
  }

  boolean isAbove(LogBounds bounds) {
    return changes.getPlain() > bounds.changes() || bytes.getPlain() > bounds.bytes();
  }

  int changes() {
    return changes.getAcquire();
  }

  long bytes() {
    return bytes.getAcquire();
  }
}
