package io.skep.store;

/** A name that must be unique is taken. */
public final class NameConflictException extends StoreException {
  private static final long serialVersionUID = 1L;

  /**
   * For the object with {@code key}, which was to be called {@code name}; {@code owner} says who
   * has the name.
   */
  public NameConflictException(ObjectKey key, String name, String owner) {
    super(
        "name conflicts with an existing object",
        key
            + " cannot be named \""
            + name
            + "\", which is the name of "
            + owner
            + "; choose another name");
  }
}
