package io.skep.examples.scheduler.revision;

/** A revision asks for something that cannot be; nothing of it was applied. */
public final class RefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** With what is wrong, why, and what to do, in a phrase without a full stop. */
  public RefusedException(String reason) {
    super(reason);
  }
}
