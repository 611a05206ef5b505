package io.skep.store;

/** An object lacks what its table needs, or holds what it cannot hold. */
public final class InvalidObjectException extends StoreException {
  private static final long serialVersionUID = 1L;

  /** {@code reason} says what is wrong with the object with {@code key}. */
  public InvalidObjectException(ObjectKey key, String reason) {
    super(reason, key + " was refused");
  }

  /**
   * {@code reason} says what is wrong with the object with {@code key}; {@code cause} is where it
   * showed.
   */
  public InvalidObjectException(ObjectKey key, String reason, Throwable cause) {
    super(reason, key + " was refused", cause);
  }
}
