package io.skep.store;

/** A selector does not fit the kind that it was used on. */
public final class InvalidSelectorException extends StoreException {
  private static final long serialVersionUID = 1L;

  /** {@code details} names the selector and the kind. */
  public InvalidSelectorException(String details) {
    super("invalid find argument type", details);
  }
}
