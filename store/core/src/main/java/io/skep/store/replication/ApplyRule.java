package io.skep.store.replication;

import io.skep.api.v1.LogEntry;
import io.skep.store.Version;

/**
 * Says which entries of a log take effect. It goes by the entries alone, in their order, so every
 * replica comes to the same answers.
 *
 * <p>An entry takes effect only if its epoch is not lower than that of any entry before it, its
 * version is above the one applied last, and its base is the one applied last. For a
 * <em>barrier</em>, an entry without actions, the base does not count. An entry of a higher epoch
 * ends the lower ones, whether it takes effect or not.
 *
 * <p>One thread at a time.
 */
public final class ApplyRule {
  private long epoch;

  /** The epoch of the log so far: entries of a lower one have no effect. */
  public long epoch() {
    return epoch;
  }

  /** Goes on after entries that were not judged here, of which {@code itsEpoch} is the highest. */
  public void goOnAt(long itsEpoch) {
    if (!hasEnded(itsEpoch)) {
      epoch = itsEpoch;
    }
  }

  /** Whether {@code entry} has no actions and only moves the version. */
  public static boolean isBarrier(LogEntry entry) {
    return entry.getActionsCount() == 0 && entry.getTableActionsCount() == 0;
  }

  /** Whether no entry of {@code itsEpoch} can take effect any more. */
  public boolean hasEnded(long itsEpoch) {
    return Long.compareUnsigned(itsEpoch, epoch) < 0;
  }

  /**
   * Judges the next entry of the log; to be called for each of them, in order, and again for one
   * that comes again.
   *
   * @param applied the version of the entry that took effect last
   */
  public boolean admits(LogEntry entry, Version applied) {
    if (hasEnded(entry.getEpoch())) {
      return false;
    }
    epoch = entry.getEpoch();
    return new Version(entry.getVersion()).isAfter(applied)
        && (isBarrier(entry) || entry.getBase() == applied.index());
  }
}
