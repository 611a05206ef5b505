package io.skep.store;

import java.util.List;

/**
 * The reads and writes of one transaction. Reads see the transaction's own earlier writes. Each
 * call is atomic: one that throws has changed nothing, and the transaction can go on. Valid only
 * inside the body that it was handed to, on the thread that runs it.
 */
public interface Tx extends ReadTx {
  /** A new id for an object, drawn from the store's own source of chance. */
  String newId();

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
   * @return the object as stored, with its new meta; as given, if the update made it go (see {@link
   *     Marks})
   * @throws NameConflictException if the kind's names are unique and another object has this one
   * @throws NotFoundException if there is no object with this id
   * @throws VersionConflictException if the object changed since it was read
   */
  <T> T update(Kind<T> kind, T object);

  /**
   * Removes the object with {@code id}; no version is checked. A resource that has finalizers is
   * marked instead, as {@link Marks} tells, and goes when the last of them is taken away.
   *
   * @return the object as it was stored
   * @throws NotFoundException if there is none
   */
  <T> T delete(Kind<T> kind, String id);

  /**
   * Makes changes that were planned on a {@link Fork}, or lie between two snapshots: all of them,
   * or none. Each object must stand as its change found it, whatever else was written meanwhile;
   * what the planner only read is not checked. The rules for single writes hold, but a name may
   * pass from one of these objects to another. Objects are created and updated in the given order,
   * then deleted from the last to the first. Written objects get this transaction's version; the
   * times of creation stay.
   *
   * @param changes at most one of each object: {@link Fork#diff}, {@link Store#diff}
   * @throws VersionConflictException if an object was written since
   * @throws NotFoundException if an object to be updated or deleted is gone
   * @throws AlreadyExistsException if the id of a new object was taken since
   * @throws NameConflictException if a name was taken since
   */
  void apply(List<Change<?>> changes);
}
