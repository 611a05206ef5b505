package io.skep.scheduler.resource;

/** A task reserves generic resources that cannot be given to it. */
public final class InsufficientResourcesException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  InsufficientResourcesException(String shortage) {
    super("not enough resources available for task reservations: " + shortage);
  }
}
