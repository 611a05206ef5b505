package io.skep.simulation.fault;

import io.skep.store.Origin;
import io.skep.store.ReadTx;
import io.skep.store.Version;

/** Stands before a store: looks at each transaction as it begins, and sees what becomes of it. */
public interface Guard {
  /** Lets everything pass. */
  Guard NONE = tx -> {};

  /**
   * Called inside each transaction, also of a batch, before its body.
   *
   * @throws RuntimeException to refuse it
   */
  void enter(ReadTx tx);

  /**
   * A transaction of {@code origin} that made a change was committed, whether its writer is told or
   * not. Not called for batches.
   */
  default void committed(Origin origin, Version version) {}
}
