package io.skep.store.memory;

/**
 * Transactions of one batch, of which none may be committed once one before it is not. The next one
 * may begin while those before it are under way. Any thread.
 */
final class Chain {
  private final Runnable next;
  private volatile boolean broken;

  /**
   * @param next run when a transaction has had its turn, whatever became of it: the next one may be
   *     asked for
   */
  Chain(Runnable next) {
    this.next = next;
  }

  /** One of them failed, or nobody knows: none that begins later may go on. */
  void breakOff() {
    broken = true;
  }

  boolean isBroken() {
    return broken;
  }

  void hadItsTurn() {
    next.run();
  }
}
