package io.skep.examples.scheduler.stack.yaml;

import io.skep.examples.scheduler.stack.Place;

/** A text exceeds a bound, which ends the reading at once. */
final class TooLargeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Place place;

  TooLargeException(Place place, String message) {
    super(message);
    this.place = place;
  }

  Place place() {
    return place;
  }
}
