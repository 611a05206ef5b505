package io.skep.store.replication;

import io.skep.api.v1.LogEntry;
import io.skep.store.Version;

/**
 * A store, as a replicated log sees it.
 *
 * <p><b>The apply rule</b>, the same on every replica: an entry applies only if its base is the
 * version of the entry applied last and its epoch is the current one; otherwise it changes nothing.
 * So the failure of one entry refuses all that were built on it, whatever the log did with them. An
 * entry without actions is a barrier: it applies by the same rule, but for the base, and only moves
 * the version, which refuses every entry proposed before it that comes after it.
 *
 * <p>Called by the {@link Proposer} from one thread at a time. No method blocks.
 */
public interface Replica {
  /**
   * This replica leads: it may propose, under {@code epoch}, until the next {@link #leading} or
   * {@link #following}. All entries that the log holds so far have been handed over before.
   *
   * @param epoch higher than that of every entry in the log
   * @param highest the highest version that any entry of the log carries, applied or not
   */
  void leading(long epoch, Version highest);

  /**
   * This replica does not lead: it may not propose, and what it proposed without an answer has an
   * unknown outcome.
   */
  void following();

  /** The log committed {@code entry}, after all that it committed before, whoever proposed it. */
  void committed(LogEntry entry);

  /**
   * The entry with {@code version} is not in the log and never will be; {@code reason} is for
   * people.
   */
  void refused(Version version, String reason);

  /**
   * Whether the entry with {@code version} is or will be in the log cannot be told; {@code reason}
   * is for people.
   */
  void outcomeUnknown(Version version, String reason);
}
