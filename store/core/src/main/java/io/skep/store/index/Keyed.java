package io.skep.store.index;

/**
 * Something that knows the key under which a {@link PersistentMap} holds it. Maps hold their values
 * bare, so a key is stored once, wherever the value keeps it.
 */
public interface Keyed {
  /**
   * The key: see {@link IndexKey}; every char is one byte (0 to 255). Always the same, and cheap: a
   * field.
   */
  String key();
}
