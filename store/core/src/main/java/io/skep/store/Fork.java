package io.skep.store;

import java.util.List;

/**
 * A private, writable copy of all objects: a place to plan in.
 *
 * <pre>{@code
 * Fork plan = store.fork();
 * plan.update(Kinds.TASK, placed);                     // nobody else sees this
 * store.update(tx -> tx.apply(plan.diff()));           // all of it, or a conflict
 * }</pre>
 *
 * <p>Reads and writes follow the rules of a transaction. What is written here carries a version
 * that no stored object has, so none of it can pass for a stored object by mistake. Nothing that
 * the store commits later shows here. Making a fork costs nothing, whatever the size of the store;
 * a write costs what it does in a transaction. A fork needs no closing, and can be used after its
 * store is closed.
 *
 * <p>One thread at a time, whichever.
 */
public interface Fork extends Tx {
  /** The snapshot that this was made from. */
  ReadTx base();

  /**
   * What leads from {@link #base} to the objects as they are here now, of each object only the last
   * state: table by table, within a table by id. Costs what differs.
   */
  List<Change<?>> diff();
}
