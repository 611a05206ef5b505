package io.skep.orchestrator.allocation;

/** What something was given changed before it was written down. It is looked at again. */
final class StaleAllocationException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  StaleAllocationException(String what, String reason) {
    super("%s was not allocated: %s; it is looked at again".formatted(what, reason));
  }
}
