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
   * Whether each commit comes whole and once, and says which version it follows. If not, a change
   * may come twice, a commit in part or without its version, and a removal never: then the versions
   * of the objects decide, and the versions of the feed are its own.
   */
  boolean isExact();

  /** Whether objects come with all their fields. If not, they must not be written back. */
  default boolean isWhole() {
    return true;
  }

  /**
   * Whether all objects of the feed's tables come. If not, a filter was given, or a table left out.
   */
  default boolean isComplete() {
    return true;
  }

  /** An open stream. */
  interface Stream {
    /** Ends it; the receiver is called no more. Idempotent. */
    void cancel();
  }

  /** Takes what a stream brings. */
  interface Receiver {
    /** The server has answered: the connection holds. */
    void opened();

    /**
     * The connection holds: a part has come of something that is told when it is complete, or the
     * server has answered that it lives. Something is heard every ten seconds.
     */
    void heard();

    /**
     * All objects, at the beginning of a stream that was asked for them; of a source that is not
     * exact also later.
     *
     * @param snapshot of an exact source at one version of one history. Else with the newest
     *     version of an object up to which it has everything, though it may have more, or with 0 if
     *     there is none
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
