package io.skep.store.changelog;

import io.skep.store.Commit;
import io.skep.store.ResumePoint;
import io.skep.store.Version;
import io.skep.store.Watcher.Next.Compacted;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The latest commits of a store, in a ring: the oldest go when a bound is passed.
 *
 * <p>The writer appends a commit first and publishes the state that it made afterwards, by a
 * volatile write. A reader learns from a {@linkplain Published published state} how far it may
 * read, so it never sees a commit before the state that contains it. Slots carry their sequence
 * number: a reader that comes too late finds an empty or a newer one, and knows.
 *
 * <p>One thread at a time appends; any thread reads, without waiting. Appending costs the same
 * however many read.
 */
public final class ChangeLog {
  private final LogBounds bounds;
  private final AtomicReferenceArray<LogRecord> ring;
  private final int mask;

  /** The sequence number of the oldest commit kept. Written by the writer only. */
  private final AtomicLong oldest = new AtomicLong();

  /** The sequence number of the next commit. The writer's; readers go by the published state. */
  private long end;

  /** How much the kept commits are. */
  private final Load load;

  /** An empty log. */
  public ChangeLog(LogBounds bounds) {
    this.bounds = bounds;
    int slots = Integer.highestOneBit(bounds.commits() * 2 - 1);
    this.ring = new AtomicReferenceArray<>(slots);
    this.mask = slots - 1;
    this.load = new Load(slots);
  }

  /**
   * Adds a commit with at least one change. To be followed by the publication of {@code at}.
   *
   * @param at all objects as the commit left them; its position is one above that of the state
   *     before
   */
  public void append(Commit commit, Published at) {
    checkNext(at);
    dropBefore(end + 1 - bounds.commits()); // First, as its slot may be the one that is wanted.
    var record = new LogRecord(end, commit, at);
    int slot = slot(end);
    load.add(slot, record);
    while (oldest() < end && load.isAbove(bounds)) {
      dropBefore(oldest() + 1);
    }
    ring.setRelease(slot, record);
    end++;
  }

  private void checkNext(Published at) {
    if (at.position() != end + 1) {
      throw new IllegalStateException(
          "the log ends at %d and cannot take the commit before position %d"
              .formatted(end, at.position()));
    }
  }

  /**
   * Leaves a gap in the place of commits that are not known here, and drops all before it: readers
   * that have not got beyond are told so. To be followed by the publication of {@code at}.
   *
   * @param at all objects after the gap; its position is one above that of the state before
   */
  public void skip(Published at) {
    checkNext(at);
    dropBefore(end);
    oldest.setRelease(++end);
  }

  /** Drops what is older than {@code first}, which is not above {@link #end}. */
  private void dropBefore(long first) {
    for (long at = oldest.getPlain(); at < first; at++) {
      oldest.setRelease(at + 1); // First, so that who finds the slot empty finds where to go on.
      ring.setRelease(slot(at), null);
      load.remove(slot(at));
    }
  }

  /** The commit with this sequence number, which is published; null if it is not kept any more. */
  LogRecord get(long sequence) {
    LogRecord record = ring.getAcquire(slot(sequence));
    return record != null && record.sequence() == sequence ? record : null;
  }

  /**
   * The sequence number of the first commit after {@code from}, or of the one that {@code state}
   * waits for; -1 if not all of what came between is kept, or it is of another history.
   *
   * @param from not after {@code state}
   */
  long after(ResumePoint from, Published state) {
    History history = state.history();
    if (!history.id().equals(from.historyId()) || history.since().isAfter(from.version())) {
      return -1;
    }
    long first = firstAfter(from.version(), state.position());
    Version before = state.newestCommit();
    if (first < state.position()) {
      LogRecord record = get(first);
      if (record == null) {
        return -1;
      }
      before = record.commit().predecessor();
    }
    return before.isAfter(from.version()) ? -1 : Math.max(first, history.position());
  }

  /** The sequence number of the first kept commit above {@code version}; {@code end} for none. */
  private long firstAfter(Version version, long end) {
    long low = Math.min(oldest(), end); // The writer may have gone on since the end was read.
    long high = end;
    while (low < high) {
      long middle = (low + high) >>> 1;
      LogRecord record = get(middle);
      // One that was dropped meanwhile is older than all that are kept.
      if (record == null || !record.commit().version().isAfter(version)) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** What to tell a reader that needs the commit at {@code position}, which is not kept. */
  Compacted compacted(long position, Published state) {
    Version oldest = oldestVersion().orElse(state.version());
    return new Compacted(
        oldest,
        "%d commits were dropped before they were read; its log begins at version %s"
            .formatted(Math.max(1, oldest() - position), oldest));
  }

  /** What to tell a reader that wants to go on {@code from}, where it cannot. */
  Compacted compacted(ResumePoint from, Published state) {
    Version oldest = oldestVersion().orElse(state.version());
    return new Compacted(
        oldest,
        "%s was asked for; this store is at %s, and its log begins at version %s"
            .formatted(from, ResumePoint.after(state), oldest));
  }

  /** The sequence number of the oldest commit kept. */
  long oldest() {
    return oldest.getAcquire();
  }

  /**
   * The version of the oldest commit kept; empty before the first one. May be a moment ahead of
   * what is published.
   */
  public Optional<Version> oldestVersion() {
    long before;
    long at = oldest();
    do {
      LogRecord record = get(at);
      if (record != null) {
        return Optional.of(record.commit().version());
      }
      before = at;
      at = oldest();
    } while (at != before);
    return Optional.empty();
  }

  /** How many changes are kept. */
  public int changes() {
    return load.changes();
  }

  /** The encoded size of the objects that the kept commits replaced or removed, in bytes. */
  public long bytes() {
    return load.bytes();
  }

  /** How many of the commits before {@code state} are kept. */
  public long commits(Published state) {
    return Math.max(0, state.position() - oldest());
  }

  private int slot(long sequence) {
    return (int) sequence & mask;
  }
}
