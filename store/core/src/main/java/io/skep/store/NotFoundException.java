package io.skep.store;

/** An object was to be changed that is not there. */
public final class NotFoundException extends StoreException {
  private static final long serialVersionUID = 1L;

  /** For the object with {@code key}; {@code operation} is {@code update} or {@code delete}. */
  public NotFoundException(ObjectKey key, String operation) {
    super(
        "object does not exist",
        operation + " of " + key + " refused; create it first, or ignore that it is gone");
  }
}
