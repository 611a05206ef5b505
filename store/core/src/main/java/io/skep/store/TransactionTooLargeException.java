package io.skep.store;

/** A transaction is larger than one log entry may be; nothing has changed. */
public final class TransactionTooLargeException extends StoreException {
  private static final long serialVersionUID = 1L;

  /** For a transaction of {@code bytes} where {@code limit} are allowed. */
  public TransactionTooLargeException(long bytes, long limit) {
    super(
        "raft: raft message is too large and can't be sent",
        "%d bytes of changes where %d are allowed; split the transaction or use a batch"
            .formatted(bytes, limit));
  }
}
