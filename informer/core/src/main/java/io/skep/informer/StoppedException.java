package io.skep.informer;

/** A feed or an informer has ended because somebody wanted it to; why is in the message. */
public final class StoppedException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  /** {@code reason} says who wanted it. */
  public StoppedException(String reason) {
    super(reason);
  }
}
