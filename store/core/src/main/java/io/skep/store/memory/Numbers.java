package io.skep.store.memory;

/**
 * The version numbers of one replica. No two transactions that were ever proposed, by whichever
 * replica, carry the same one.
 *
 * <p>A replica uses numbers up to {@link #BOUND} above the highest that it knows to be in the log,
 * and not more: the next leader finds that entry in the log and begins above all of them. So the
 * first thing that a leader puts into the log is a barrier with a number from its own range.
 *
 * <p>Confined to {@link Leadership}.
 */
final class Numbers {
  /** Far more than can be under way at once. */
  static final long BOUND = 1 << 16;

  private long highest;
  private long inLog;

  /** The next number. It counts only once it was {@linkplain #use used}. */
  long next() {
    return highest + 1;
  }

  void use(long number) {
    highest = Math.max(highest, number);
  }

  /** Takes note that the log holds an entry with {@code number}. */
  void foundInLog(long number) {
    inLog = Math.max(inLog, number);
    highest = Math.max(highest, number);
  }

  /** Goes above all that an earlier leader can have used, which left {@code highestInLog}. */
  void beginEpoch(long highestInLog) {
    foundInLog(highestInLog);
    highest = Math.max(highest, inLog + BOUND);
  }

  /**
   * Whether the log must take an entry before a transaction may have a number: always at the
   * beginning of an epoch, and after many transactions that came to nothing.
   */
  boolean isSpent() {
    return highest - inLog >= BOUND;
  }
}
