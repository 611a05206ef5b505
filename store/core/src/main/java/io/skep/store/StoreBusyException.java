package io.skep.store;

/** A bound is reached; nothing has changed, and the write may be tried again. */
public final class StoreBusyException extends StoreException {
  private static final long serialVersionUID = 1L;

  /** {@code details} says which bound. */
  public StoreBusyException(String details) {
    super("store is busy", details + "; try again");
  }

  @Override
  public boolean isRetryable() {
    return true;
  }
}
