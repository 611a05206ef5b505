package io.skep.scheduler;

import io.skep.api.Task;
import io.skep.store.Tx;

/** Writes a decision down. Immutable, and usable by several schedulers. */
@FunctionalInterface
public interface Binder {
  /**
   * The decided task as it is to be stored; called inside the transaction that stores it, once the
   * task and the node are known to be as they were when the decision was made. May read and write
   * other objects that the decision needs.
   *
   * @throws RuntimeException if the decision cannot be carried out: nothing of it is written, and
   *     the task is tried again later
   */
  Task bind(Tx tx, Decision decision);
}
