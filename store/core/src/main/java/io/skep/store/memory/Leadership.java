package io.skep.store.memory;

import io.skep.api.v1.LogEntry;
import io.skep.store.Version;

/**
 * Whether this replica leads, and whether it may write now. Confined to the monitor of the {@link
 * ReplicatedCommitter}.
 *
 * <p>While it leads, it is either open for writes or waits for a <em>barrier</em>. It waits at the
 * beginning of an epoch and after an outcome that is unknown: a barrier that is committed and takes
 * effect decides all entries that were proposed before it, as any of them that comes later has a
 * lower epoch or a base that is not the newest version any more. A barrier may get lost as well;
 * then the next write, which is told to come again, causes another one.
 */
final class Leadership {
  private final Numbers numbers = new Numbers();
  private boolean held;

  /** Counts only while it is held. */
  private long epoch;

  /** Whether a barrier must take effect before the next transaction. */
  private boolean unsettled;

  /** The version of the barrier that is under way; 0 for none. */
  private long barrier;

  /** Leads in {@code newEpoch}, in whose log the highest number is {@code highestInLog}. */
  void begin(long newEpoch, long highestInLog) {
    held = true;
    epoch = newEpoch;
    numbers.beginEpoch(highestInLog);
    unsettled = true;
  }

  void end() {
    held = false;
  }

  boolean isHeld() {
    return held;
  }

  /** Whether it is held, and has been since {@code itsEpoch} began. */
  boolean isHeldIn(long itsEpoch) {
    return held && epoch == itsEpoch;
  }

  long epoch() {
    return epoch;
  }

  /** Whether the next transaction may begin, but for the room that it takes. */
  boolean isOpen() {
    return !unsettled && !numbers.isSpent();
  }

  boolean isSettled() {
    return !unsettled;
  }

  /** What becomes of an earlier proposal is not known: a barrier must decide it. */
  void unsettle() {
    unsettled = true;
  }

  /** The number of the next transaction. It counts only once it was {@linkplain #use used}. */
  long nextNumber() {
    return numbers.next();
  }

  void use(long number) {
    numbers.use(number);
  }

  /** A barrier to propose, after all that {@code base} holds; null if one is under way. */
  LogEntry dueBarrier(Version base) {
    if (barrier != 0) {
      return null;
    }
    barrier = numbers.next();
    numbers.use(barrier);
    return Entries.barrier(barrier, base, epoch);
  }

  /**
   * The log has said of the proposal with {@code number} that it is not committed, or unknown:
   * whether that is the barrier, which is waited for no more.
   */
  boolean barrierIsLost(long number) {
    boolean isIt = barrier != 0 && barrier == number;
    if (isIt) {
      barrier = 0;
    }
    return isIt;
  }

  void forgetBarrier() {
    barrier = 0;
  }

  /**
   * Takes note of an entry of the log. Keeps apart the numbers of leaders, of which some do not
   * know that they are deposed.
   */
  void note(LogEntry entry) {
    int order = Long.compareUnsigned(entry.getEpoch(), epoch);
    if (held && order > 0) {
      held = false; // Somebody else leads, and nothing that was proposed here can take effect.
    }
    if (held && order < 0) {
      numbers.beginEpoch(entry.getVersion());
    } else {
      numbers.foundInLog(entry.getVersion());
    }
  }

  /** Takes note that the log holds entries up to {@code number} that were not handed over. */
  void skipTo(long number) {
    numbers.foundInLog(number);
  }

  /** Opens for writes if {@code entry} is the barrier that is waited for. */
  void settle(LogEntry entry, boolean effective) {
    if (barrier != 0 && entry.getVersion() == barrier && entry.getEpoch() == epoch) {
      barrier = 0;
      unsettled = !effective; // Else a later leader has begun, and will be made known.
    }
  }
}
