package io.skep.store;

import java.util.function.Consumer;

/**
 * A long write in small transactions, for callers that may block; see {@link
 * Store#batch(Consumer)}.
 */
public interface Batch {
  /**
   * Runs {@code step} at once in the current transaction, and commits that transaction when it is
   * full.
   *
   * @throws RuntimeException what {@code step} threw; its own changes are rolled back, earlier ones
   *     stay
   * @throws StoreException if a transaction of this batch failed to commit; every later call fails
   *     alike
   */
  void update(Consumer<? super Tx> step);
}
