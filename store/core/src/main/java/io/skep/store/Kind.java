package io.skep.store;

import com.google.protobuf.Message;

/**
 * What users hold to read and write one sort of object: {@code tx.get(Kinds.NODE, id)}.
 *
 * <p>Objects live in {@linkplain Table tables} of protobuf messages. A table is itself a kind whose
 * objects are the stored messages; other kinds are views of a table through {@link #decode} and
 * {@link #encode}, so that a kind of the user's own reads and writes like a built-in one.
 * Implementations are immutable, stateless and usable from any thread.
 *
 * @param <T> the objects as users see them; immutable values
 */
public interface Kind<T> {
  /**
   * The word for it in keys, messages and metrics: lower case, unique in a store, for example
   * {@code task}.
   */
  String name();

  /** The class of the objects. */
  Class<T> type();

  /** The table that holds the objects: this kind itself, if it is a table. */
  Table<?> table();

  /** The id of {@code object}. */
  String id(T object);

  /** Whether {@code stored}, a message of {@link #table()}, is an object of this kind. */
  boolean owns(Message stored);

  /**
   * What {@code by} is called in {@link #table()}: the selector there that finds, of this kind's
   * objects, those that {@code by} means; what else it finds is none of this kind's. For kinds
   * whose objects go by other names, or fill only a part of their table.
   *
   * @param by is not put together of others: unions and the like are taken apart before
   */
  default By<?> select(By<T> by) {
    return by;
  }

  /**
   * A last look at an object that is about to be written: the place to fill in what is missing, to
   * refuse, and to write what the object needs. Called by {@link Tx#create} and {@link Tx#update}
   * before the checks of the table; not for what is written to the table itself.
   *
   * @param tx the transaction, before the change
   * @param before what is stored under the same id; null if nothing is
   * @param after the object as it was given
   * @return the object to write
   * @throws StoreException if it may not be written
   */
  default T admit(Tx tx, T before, T after) {
    return after;
  }

  /**
   * The object that {@code stored} holds. The result is kept with the stored message, so that every
   * reader gets the same instance; only readers that come first at the same time may each cause a
   * call.
   *
   * @throws StoreException if the message does not hold an object of this kind
   */
  T decode(Message stored);

  /**
   * The message to store for {@code object}, with the meta that {@code object} was read with, if
   * any.
   */
  Message encode(T object);
}
