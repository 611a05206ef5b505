package io.skep.store;

/** The store holds what a snapshot of the form that was asked for cannot; nothing was written. */
public final class SnapshotRefusedException extends StoreException {
  private static final long serialVersionUID = 1L;

  /** {@code details} says what does not fit, and what to do. */
  public SnapshotRefusedException(String details) {
    super("snapshot cannot be saved", details);
  }
}
