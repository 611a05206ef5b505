package io.skep.store.replication;

import io.skep.api.v1.LogEntry;
import io.skep.store.InvalidSnapshotException;
import io.skep.store.Version;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * A store, as a replicated log sees it. What an entry does to it is the same on every replica: see
 * {@link ApplyRule}.
 *
 * <p>A replica that is told that it leads proposes a barrier of its epoch first, and takes writes
 * when that is committed: from then on no entry of an earlier epoch takes effect, whatever the log
 * still brings.
 *
 * <p>Called by the {@link Proposer} from one thread at a time. No method blocks; each may call
 * {@link Proposer#propose}. A method throws only if the replica cannot go on: it must then be fed
 * no more, and be replaced by one that starts from the beginning of the log.
 */
public interface Replica {
  /**
   * This replica leads: it may propose, under {@code epoch}, until the next {@link #leading} or
   * {@link #following}. All entries that the log is known to hold so far have been handed over
   * before. What it proposed earlier without an answer has an unknown outcome.
   *
   * @param epoch higher than that of every entry in the log, and than that of every other call of
   *     this method on any replica
   * @param highest the highest version that any entry of the log carries, whether it took effect or
   *     not
   */
  void leading(long epoch, Version highest);

  /**
   * This replica does not lead, as at its beginning: it may not propose. What it proposed without
   * an answer has an unknown outcome.
   */
  void following();

  /**
   * The log committed {@code entry}, after all that it committed before, whoever proposed it, for
   * the first time or again. If this replica did, this is the answer, also to an entry that the
   * rule denies its effect.
   */
  void committed(LogEntry entry);

  /**
   * What the entries that were handed over so far have made of this replica, for a log that keeps
   * it in their place: a replica that {@linkplain #install installs} it needs none of them. Costs
   * nothing; the image may be written later, on any thread, while entries go on.
   */
  Image image();

  /**
   * Takes an image of the same log in the place of all entries up to it, some of which may have
   * been handed over. This replica does not lead. Its watchers are told that commits are missing.
   *
   * @throws IOException if {@code image} cannot be read; nothing has changed, and it may be tried
   *     again
   * @throws InvalidSnapshotException if it is no image, or an older one than this replica is at;
   *     nothing has changed
   */
  void install(InputStream image) throws IOException;

  /** A replica at one place of the log. */
  interface Image {
    /** The version applied last. */
    Version version();

    /** Writes it; {@code out} stays open. */
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * The entry with {@code version}, which this replica proposed, is not in the log and never will
   * be; {@code reason} is for people.
   */
  void refused(Version version, String reason);

  /**
   * Whether the entry with {@code version}, which this replica proposed, is or will be in the log
   * cannot be told; {@code reason} is for people.
   */
  void outcomeUnknown(Version version, String reason);
}
