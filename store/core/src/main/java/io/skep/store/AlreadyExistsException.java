package io.skep.store;

/** An object was to be created under an id that is taken. */
public final class AlreadyExistsException extends StoreException {
  private static final long serialVersionUID = 1L;

  /** For the object with {@code key}. */
  public AlreadyExistsException(ObjectKey key) {
    super("object already exists", key + " cannot be created; update it, or choose another id");
  }
}
