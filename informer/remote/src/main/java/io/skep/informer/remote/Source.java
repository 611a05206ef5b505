package io.skep.informer.remote;

import io.skep.api.Snapshot;
import io.skep.api.v1.LogEntry;
import io.skep.store.ResumePoint;
import io.skep.store.Version;
import java.util.Optional;

/** Where a copy of a store comes from, one stream at a time. All calls are on the feed's loop. */
public interface Source {
  /**
   * Opens a stream.
   *
   * @param from what the copy has already; empty for a snapshot first
   * @param receiver is called on the loop of this call, never inside it, until {@link
   *     Receiver#ended} or {@link Stream#cancel}
   */
  Stream open(Optional<ResumePoint> from, Receiver receiver);

  /**
   * Whether each commit says which version it follows, and each stream a word every ten seconds. If
   * not, the same change may come twice, and versions may be missing.
   */
  boolean isExact();

  /** An open stream. */
  interface Stream {
    /** Ends it; the receiver is called no more. Idempotent. */
    void cancel();
  }

  /** Takes what a stream brings. */
  interface Receiver {
    /** The server has answered: the connection holds. */
    void opened();

    /** A part has come of something that is told when it is complete: the connection holds. */
    void heard();

    /**
     * All objects at one version, at the beginning of a stream that was asked for them.
     *
     * @param snapshot with the history and the version; those of a source that is not exact may be
     *     too low
     */
    void snapshot(Snapshot snapshot);

    /**
     * One commit, whole. Of an exact source with the version, and with the one before as its base.
     * Else the version may be 0, which stands for one that nobody tells.
     */
    void commit(LogEntry commit);

    /** Nothing has changed up to {@code version}. */
    void bookmark(Version version);

    /**
     * What comes next is not kept any more, or the server is in another history, or behind: only a
     * snapshot helps. The last call.
     */
    void compacted(String details);

    /**
     * The stream has ended. The last call.
     *
     * @param cause why; empty if the server ended it in good order
     */
    void ended(Optional<Throwable> cause);
  }
}
