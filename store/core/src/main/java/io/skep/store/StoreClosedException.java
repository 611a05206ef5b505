package io.skep.store;

/** The store was closed; nothing has changed. */
public final class StoreClosedException extends StoreException {
  private static final long serialVersionUID = 1L;

  /** For any call. */
  public StoreClosedException() {
    super("store is closed", "nothing was changed; open another store");
  }
}
