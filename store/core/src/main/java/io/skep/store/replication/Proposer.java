package io.skep.store.replication;

import io.skep.api.v1.LogEntry;
import java.util.Optional;

/**
 * A replicated log, as a store sees it. It orders entries, keeps them safe, and hands every replica
 * the same sequence. What an entry means is for the {@link Replica} alone: the log never looks
 * inside.
 *
 * <p>Any thread. No method blocks.
 */
public interface Proposer {
  /**
   * Binds the one replica that this proposer feeds. Called once, before anything else. From then on
   * the proposer calls the replica, from one thread at a time, and never inside a call of {@link
   * #propose}.
   */
  void bind(Replica replica);

  /**
   * Names the log: the same on every replica, and for as long as the log lives. Versions of logs
   * with different names do not compare.
   */
  String historyId();

  /**
   * Hands {@code entry} to the log. May be called inside a call of the replica. Any number may be
   * under way, within {@link #limits}.
   *
   * <p>Each entry is answered by {@link Replica#committed}, {@link Replica#refused} or {@link
   * Replica#outcomeUnknown}, unless {@link Replica#leading} or {@link Replica#following} comes
   * before. One that is refused is never committed. Any other may be committed at any time,
   * whatever was answered, more than once, and before those that were proposed before it. A log
   * that keeps entries of one epoch in the order of the calls, and brings each once, spares
   * refusals and outcomes that are unknown; no answer depends on it.
   */
  void propose(LogEntry entry);

  /** How much may be under way at once. */
  Limits limits();

  /**
   * Where the replica that leads can be reached, for people and for those who send writes on; empty
   * if nobody does, or nobody knows.
   */
  default Optional<String> leader() {
    return Optional.empty();
  }

  /** Lets go of the replica, which is called no more. Idempotent. */
  void close();

  /**
   * Bounds of what may be under way.
   *
   * @param entries how many entries
   * @param bytes how many bytes of entries
   */
  record Limits(int entries, long bytes) {
    /** Refuses bounds that would let nothing through. */
    public Limits {
      if (entries < 1 || bytes < 1) {
        throw new IllegalArgumentException(
            "limits must be at least 1 but are %d entries and %d bytes".formatted(entries, bytes));
      }
    }
  }
}
