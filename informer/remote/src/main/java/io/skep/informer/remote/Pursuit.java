package io.skep.informer.remote;

import io.skep.api.Snapshot;
import io.skep.api.v1.LogEntry;
import io.skep.informer.remote.EntryChanges.DoesNotFit;
import io.skep.store.ResumePoint;
import io.skep.store.Version;
import java.util.Optional;

/** How a copy keeps up with its source, and how far it has come. On the feed's loop. */
interface Pursuit {
  /** A stream is opened: where it goes on, or empty if it must begin with a snapshot. */
  Optional<ResumePoint> begin();

  /** Makes the next stream begin with a snapshot. */
  void lose();

  /** The history that the server was in when it was heard last. Any thread. */
  String history();

  /**
   * Becomes {@code snapshot}.
   *
   * @return whether the server was set back: what the copy had may never have lasted
   * @throws DoesNotFit if the snapshot cannot be used; the copy is as it was
   */
  boolean snapshot(Snapshot snapshot) throws DoesNotFit;

  /**
   * Makes the changes of {@code commit}.
   *
   * @return how much of it the copy had already: 1 for all of a commit whose version tells, else
   *     how many changes
   * @throws DoesNotFit if the copy cannot go on; it is as it was
   */
  long commit(LogEntry commit) throws DoesNotFit;

  /** Takes note that nothing has changed up to {@code version}. */
  void bookmark(Version version) throws DoesNotFit;
}
