package io.skep.informer;

/** What can go wrong with an informer. The type says what the caller can do. */
public abstract sealed class InformerException extends RuntimeException
    permits BacklogExceededException, StaleReadException {
  private static final long serialVersionUID = 1L;

  InformerException(String message) {
    super(message);
  }
}
