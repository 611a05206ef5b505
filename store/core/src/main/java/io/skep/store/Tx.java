package io.skep.store;

/**
 * The reads and writes of one transaction. Reads see the transaction's own earlier writes. Each
 * call is atomic: one that throws has changed nothing, and the transaction can go on. Valid only
 * inside the body that it was handed to, on the thread that runs it.
 */
public interface Tx extends ReadTx {
  /**
   * Adds {@code object}.
   *
   * @return the object as stored, with its new meta
   * @throws NameConflictException if the kind's names are unique and another object has this one
   * @throws AlreadyExistsException if the id is taken
   */
  <T> T create(Kind<T> kind, T object);

  /**
   * Replaces the object that has {@code object}'s id. Nothing is merged: what the new object leaves
   * out is gone.
   *
   * @param object the new object, with the meta version at which it was read
   * @return the object as stored, with its new meta
   * @throws NameConflictException if the kind's names are unique and another object has this one
   * @throws NotFoundException if there is no object with this id
   * @throws VersionConflictException if the object changed since it was read
   */
  <T> T update(Kind<T> kind, T object);

  /**
   * Removes the object with {@code id}; no version is checked.
   *
   * @return the object as it was stored
   * @throws NotFoundException if there is none
   */
  <T> T delete(Kind<T> kind, String id);
}
