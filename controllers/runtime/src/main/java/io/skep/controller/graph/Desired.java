package io.skep.controller.graph;

import io.skep.store.ReadTx;
import java.util.Collection;

/**
 * Says which children an owner is to have.
 *
 * @param <O> the owners
 * @param <T> the children
 */
@FunctionalInterface
public interface Desired<O, T> {
  /**
   * The children of {@code owner}; called inside the transaction, again if that is run again, and
   * so pure. What it throws makes the node fail, and nothing else.
   *
   * @param at the transaction's reads, which show what the nodes before this one have written
   * @return all that are to be there, told apart by the node's key
   */
  Collection<? extends T> children(O owner, ReadTx at);
}
