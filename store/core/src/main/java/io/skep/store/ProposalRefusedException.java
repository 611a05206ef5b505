package io.skep.store;

/** The log did not take a transaction, and never will; nothing has changed. */
public final class ProposalRefusedException extends StoreException {
  private static final long serialVersionUID = 1L;

  /** {@code details} says why. */
  public ProposalRefusedException(String details) {
    super("proposal refused", details);
  }

  @Override
  public boolean isRetryable() {
    return true;
  }
}
