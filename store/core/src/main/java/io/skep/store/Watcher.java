package io.skep.store;

/**
 * A position in the change log, read at its owner's pace. It holds nobody up and keeps nothing in
 * memory: an owner that is too slow finds {@link Next.Compacted} instead of changes, and only if a
 * commit that matches its interest is gone.
 *
 * <p>Confined to the {@link io.skep.store.loop.Loop} that it was opened for; only {@link #close}
 * may be called anywhere.
 */
public interface Watcher extends AutoCloseable {
  /** What a watcher finds next. */
  sealed interface Next {
    /**
     * The next commit that matches, with its matching changes.
     *
     * @param at all objects as the commit left them
     */
    record Delivered(Commit commit, ReadTx at) implements Next {}

    /**
     * Nothing more for now; {@link Watcher#onReady} tells when that changes.
     *
     * <p>This is a <em>bookmark</em>: up to {@code at} nothing that matches is missing, so a watch
     * {@linkplain Store#watchFrom goes on from there}. A watcher for which nothing happens may ask
     * now and then, to keep its place in the log recent; that costs a read.
     *
     * @param at all objects at the last commit examined, whether it matched or not
     */
    record CaughtUp(ReadTx at) implements Next {}

    /**
     * Commits that match, or that were not examined for this watcher, were dropped before they were
     * read, or the place to begin at is of another history: take a new snapshot. Every later call
     * gives the same.
     *
     * @param oldest the version of the oldest commit still in the log
     * @param details what was asked for and what there is, for people
     */
    record Compacted(Version oldest, String details) implements Next {}

    /** The store was closed. Every later call gives the same. */
    record Closed() implements Next {}

    /** The owner closed this watcher. Every later call gives the same. */
    record Cancelled() implements Next {}
  }

  /** Takes the next commit, or says why there is none. Never blocks. */
  Next next();

  /**
   * Sets what to run, on this watcher's loop, when {@link #next} may have something new after it
   * said {@link Next.CaughtUp}: for commits that match, for the end of the store, and for being
   * compacted. May run in vain, never too seldom. Replaces an earlier one.
   */
  void onReady(Runnable ready);

  /** Ends the watch; the owner is told nothing more. Idempotent, any thread. */
  @Override
  void close();
}
