package io.skep.store.raft;

/** The group could not be asked: nobody leads it, or too few of its members can be reached. */
public final class NoQuorumException extends RaftException {
  private static final long serialVersionUID = 1L;

  /** {@code message} says what was asked. */
  public NoQuorumException(String message) {
    super(message, null);
  }

  /** {@code message} says what was asked; {@code cause} is how it ended. */
  public NoQuorumException(String message, Throwable cause) {
    super(message, cause);
  }
}
