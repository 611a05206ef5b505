package io.skep.controller;

import io.skep.controller.queue.Backoff;
import java.util.Objects;

/** How a controller runs. Immutable; start from {@link #DEFAULT}. */
public final class ControllerOptions {
  /** Stands for attempts without end. */
  public static final int ENDLESS = Integer.MAX_VALUE;

  /** Eight keys at once, as runs are asynchronous; failing keys back off endlessly. */
  public static final ControllerOptions DEFAULT =
      new ControllerOptions(8, Backoff.DEFAULT, ENDLESS);

  private final int inFlight;
  private final Backoff backoff;
  private final int attempts;

  private ControllerOptions(int inFlight, Backoff backoff, int attempts) {
    this.inFlight = inFlight;
    this.backoff = backoff;
    this.attempts = attempts;
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
   * Which attempt of a key is the last: if that run fails, the key is given up until something
   * changes, and then starts afresh. {@link #ENDLESS} if none is.
   */
  public int attempts() {
    return attempts;
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
    return new ControllerOptions(keys, backoff, attempts);
  }

  /** These options, with failing keys waiting by {@code newBackoff}. */
  public ControllerOptions withBackoff(Backoff newBackoff) {
    return new ControllerOptions(inFlight, Objects.requireNonNull(newBackoff, "backoff"), attempts);
  }

  /**
   * These options, with {@code runs} attempts: 1 to try nothing again.
   *
   * @throws IllegalArgumentException if that would let nothing run
   */
  public ControllerOptions withAttempts(int runs) {
    if (runs < 1) {
      throw new IllegalArgumentException("attempts must be at least 1 but is " + runs);
    }
    return new ControllerOptions(inFlight, backoff, runs);
  }

  @Override
  public String toString() {
    return "ControllerOptions[inFlight=%d, backoff=%s, attempts=%s]"
        .formatted(inFlight, backoff, attempts == ENDLESS ? "endless" : attempts);
  }
}
