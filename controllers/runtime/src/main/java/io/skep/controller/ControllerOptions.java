package io.skep.controller;

import io.skep.controller.queue.Backoff;
import java.util.Objects;

/** How a controller runs. Immutable; start from {@link #DEFAULT}. */
public final class ControllerOptions {
  /** Eight keys at once, as runs are asynchronous; failing keys back off endlessly. */
  public static final ControllerOptions DEFAULT = new ControllerOptions(8, Backoff.DEFAULT);

  private final int inFlight;
  private final Backoff backoff;

  private ControllerOptions(int inFlight, Backoff backoff) {
    this.inFlight = inFlight;
    this.backoff = backoff;
  }

  /** How many keys may be in a run at once. */
  public int inFlight() {
    return inFlight;
  }

  /** How long a failing key waits. */
  public Backoff backoff() {
    return backoff;
  }

  /**
   * These options, with {@code keys} keys at once; 1 for runs one after the other.
   *
   * @throws IllegalArgumentException if that would let nothing run
   */
  public ControllerOptions withInFlight(int keys) {
    if (keys < 1) {
      throw new IllegalArgumentException("inFlight must be at least 1 but is " + keys);
    }
    return new ControllerOptions(keys, backoff);
  }

  /** These options, with failing keys waiting by {@code newBackoff}. */
  public ControllerOptions withBackoff(Backoff newBackoff) {
    return new ControllerOptions(inFlight, Objects.requireNonNull(newBackoff, "backoff"));
  }

  @Override
  public String toString() {
    return "ControllerOptions[inFlight=%d, backoff=%s]".formatted(inFlight, backoff);
  }
}
