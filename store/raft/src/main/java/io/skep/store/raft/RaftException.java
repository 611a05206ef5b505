package io.skep.store.raft;

/**
 * What can go wrong with a durable or replicated store as a whole; what can go wrong with one write
 * is a {@link io.skep.store.StoreException}. The message says what happened, why and what to do.
 */
public abstract sealed class RaftException extends RuntimeException
    permits CorruptLogException, DirectoryUnusableException, NoQuorumException {
  private static final long serialVersionUID = 1L;

  RaftException(String message, Throwable cause) {
    super(message, cause);
  }
}
