package io.skep.store.memory;

import io.skep.api.v1.LogEntry;
import io.skep.store.BaseLostException;
import io.skep.store.OutcomeUnknownException;
import io.skep.store.StoreException;
import io.skep.store.Version;
import java.util.ArrayList;
import java.util.List;

/**
 * A transaction that was proposed, and who waits to hear of it: who wrote it, and who read its root
 * and changed nothing. Confined to the monitor of the {@link ReplicatedCommitter}.
 */
final class Proposal {
  private enum State {
    UNDER_WAY,
    COMMITTED,
    LOST
  }

  private final LogEntry entry;
  private final Prepared prepared;
  private final int sizeBytes;
  private State state = State.UNDER_WAY;

  /** Null once it was told. */
  private Committer.Decision writer;

  private boolean early;

  private final List<Committer.Decision> readers = new ArrayList<>(0);

  Proposal(LogEntry entry, Prepared prepared, Committer.Decision writer) {
    this.entry = entry;
    this.prepared = prepared;
    this.writer = writer;
    this.sizeBytes = entry.getSerializedSize();
  }

  Prepared prepared() {
    return prepared;
  }

  Root root() {
    return prepared.root();
  }

  Version version() {
    return new Version(entry.getVersion());
  }

  int sizeBytes() {
    return sizeBytes;
  }

  boolean is(LogEntry other) {
    return entry.getVersion() == other.getVersion() && entry.getEpoch() == other.getEpoch();
  }

  /** Whether its writer was told that its outcome is unknown; it may still take effect. */
  boolean isUnknown() {
    return state == State.UNDER_WAY && writer == null;
  }

  /** The log has brought it before its base; so it had no effect, and will if it comes in time. */
  void cameEarly() {
    early = true;
  }

  /** Whether the log brought it before its base, and its writer has not been told anything. */
  boolean isEarly() {
    return early && state == State.UNDER_WAY && writer != null;
  }

  boolean isCommitted() {
    return state == State.COMMITTED;
  }

  boolean isLost() {
    return state == State.LOST;
  }

  void addReader(Committer.Decision reader) {
    readers.add(reader);
  }

  void commit(Verdicts verdicts) {
    state = State.COMMITTED;
    if (writer != null) {
      verdicts.committed(writer);
      writer = null;
    }
    readers.forEach(verdicts::committed);
    readers.clear();
  }

  /** Nothing may be built on it any more; {@code cause} says whether that is all that is known. */
  void lose(StoreException cause, Verdicts verdicts) {
    state = State.LOST;
    tell(cause, verdicts);
  }

  /** Its answer is lost. It stays where it is, as it may still take effect. */
  void unknown(StoreException cause, Verdicts verdicts) {
    tell(cause, verdicts);
  }

  /** Nobody will know of it, which came before its base, whether it takes effect. */
  void giveUp(Verdicts verdicts) {
    unknown(
        new OutcomeUnknownException(
            version(),
            "came before version %s, on which it was built, and may come again"
                .formatted(new Version(entry.getBase()))),
        verdicts);
  }

  private void tell(StoreException cause, Verdicts verdicts) {
    if (writer != null) {
      writer.dropped();
      verdicts.failed(writer, cause);
      writer = null;
    }
    for (Committer.Decision reader : readers) {
      verdicts.failed(reader, baseLost());
    }
    readers.clear();
  }

  /** What becomes of a transaction that read this one's root, if this one is lost. */
  BaseLostException baseLost() {
    return new BaseLostException(version());
  }

  /** What becomes of this one if the one before it is lost. */
  BaseLostException lostWithBase() {
    return new BaseLostException(version(), new Version(entry.getBase()));
  }
}
