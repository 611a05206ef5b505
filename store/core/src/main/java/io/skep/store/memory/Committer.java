package io.skep.store.memory;

import io.skep.store.StoreException;

/** What becomes of finished transactions. Called by the only writer, one transaction at a time. */
interface Committer {
  /**
   * A transaction on the newest root.
   *
   * @throws StoreException if the store takes no writes now
   */
  Transaction begin();

  /**
   * Commits {@code prepared} or not, and says so: before this returns or later, from any thread,
   * exactly once.
   */
  void commit(Prepared prepared, Decision decision);

  /** The transaction that {@link #begin} gave is over; of its changes none or all are committed. */
  void ended(Transaction transaction);

  /** Decides what is not decided yet. */
  void close();

  /** Hears what has become of a transaction. */
  interface Decision {
    /** It is committed and published. */
    void committed();

    /** It is not committed, or that cannot be told; {@code cause} says which. */
    void failed(StoreException cause);
  }
}
