package io.skep.store;

/** A snapshot cannot be restored; the store is as it was. */
public final class InvalidSnapshotException extends StoreException {
  private static final long serialVersionUID = 1L;

  /** {@code details} says what is wrong, and where. */
  public InvalidSnapshotException(String details) {
    super("invalid snapshot", details);
  }

  /** {@code details} says what is wrong, and where; {@code cause} is where it showed. */
  public InvalidSnapshotException(String details, Throwable cause) {
    super("invalid snapshot", details, cause);
  }
}
