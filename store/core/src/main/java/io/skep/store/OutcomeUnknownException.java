package io.skep.store;

/** A transaction may or may not take effect: its proposal was sent and not answered. */
public final class OutcomeUnknownException extends StoreException {
  private static final long serialVersionUID = 1L;

  /** For the transaction with {@code version}; {@code details} says how the answer was lost. */
  public OutcomeUnknownException(Version version, String details) {
    super(
        "outcome unknown",
        "transaction %s %s; read the store once it takes writes again to see whether it took effect"
            .formatted(version, details));
  }
}
