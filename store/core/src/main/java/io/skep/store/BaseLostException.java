package io.skep.store;

/**
 * A call was computed on a transaction that failed, so its result means nothing; nothing has
 * changed.
 */
public final class BaseLostException extends StoreException {
  private static final long serialVersionUID = 1L;

  /** For the transaction with {@code version}, built on {@code base}. */
  public BaseLostException(Version version, Version base) {
    super(
        "base lost",
        "transaction %s was built on version %s, which was not committed; run it again"
            .formatted(version, base));
  }

  /** For a call that changes nothing and read {@code base}. */
  public BaseLostException(Version base) {
    super(
        "base lost", "version %s, which was read, was not committed; run it again".formatted(base));
  }

  @Override
  public boolean isRetryable() {
    return true;
  }
}
