package io.skep.store;

/**
 * By what a change finds the watchers that may want it, so that nobody else is asked: see {@link
 * Interest#routes}. Immutable.
 */
public sealed interface Route {
  /** Any change. */
  record OfEverything() implements Route {}

  /** Any change of {@code table}. */
  record OfTable(Table<?> table) implements Route {}

  /** Changes of the object of {@code table} with {@code id}. */
  record OfId(Table<?> table, String id) implements Route {}

  /**
   * Changes of objects of {@code table} that {@code index} holds under {@code key}, before or
   * after.
   */
  record OfKey(Table<?> table, Index<?, ?> index, String key) implements Route {}
}
