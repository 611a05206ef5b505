package io.skep.store;

/** A position lies before the oldest change that the log still holds, or in another history. */
public final class CompactedException extends StoreException {
  private static final long serialVersionUID = 1L;

  /** {@code details} names the position and what the log holds. */
  public CompactedException(String details) {
    super("compacted", details + "; take a new snapshot and watch from there");
  }
}
