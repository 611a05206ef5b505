package io.skep.store.memory;

import io.skep.store.StoreException;

/**
 * What becomes of finished transactions. All methods but {@link #close} are called by the only
 * writer, one transaction at a time: {@link #begin}, {@link #ended}, then {@link #commit} or {@link
 * #confirm}, then {@link #whenRoom} if that is not decided yet.
 */
interface Committer {
  /**
   * A transaction on the newest root, committed or only proposed.
   *
   * @throws StoreException if the store takes no writes now
   */
  Transaction begin();

  /** The transaction that {@link #begin} gave is over; of its changes none or all are committed. */
  void ended(Transaction transaction);

  /**
   * Commits {@code prepared}. The writer need not wait for the answer before it begins the next
   * transaction.
   *
   * @param decision is told what becomes of it, exactly once and on any thread, if that is not
   *     known when this returns; it may be told before this returns
   * @return whether it is committed already, and {@code decision} not told
   * @throws StoreException if it is not and will not be committed; {@code decision} is not told
   */
  boolean commit(Prepared prepared, Decision decision);

  /**
   * Finds out whether the root that {@code transaction} read is committed: before, nothing that it
   * computed may be told to anybody. For a transaction that changes nothing or failed, or a part of
   * one.
   *
   * @param decision as in {@link #commit}
   * @return whether it is committed already, and {@code decision} not told
   * @throws StoreException if it never will be; {@code decision} is not told
   */
  boolean confirm(Transaction transaction, Decision decision);

  /**
   * Runs {@code writable}, at once or later on any thread, when one more transaction may be under
   * way, or when {@link #begin} would throw.
   */
  void whenRoom(Runnable writable);

  /** Decides what is not decided yet. */
  void close();

  /** Hears what has become of a transaction. */
  interface Decision {
    /**
     * It is dropped, and {@link #failed} is to follow: the next transaction is not built on it any
     * more. Called under locks, so it must take note and nothing else.
     */
    void dropped();

    /** It is committed and published. */
    void committed();

    /** It is not committed, or that cannot be told; {@code cause} says which. */
    void failed(StoreException cause);
  }
}
