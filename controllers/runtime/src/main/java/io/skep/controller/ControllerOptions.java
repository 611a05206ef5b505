package io.skep.controller;

/**
 * How a controller runs.
 *
 * @param inFlight how many keys may be in a run at once
 */
public record ControllerOptions(int inFlight) {
  /** Eight keys at once: runs are asynchronous, so one loop serves several. */
  public static final ControllerOptions DEFAULT = new ControllerOptions(8);

  /** Refuses a bound that would let nothing run. */
  public ControllerOptions {
    if (inFlight < 1) {
      throw new IllegalArgumentException("inFlight must be at least 1 but is " + inFlight);
    }
  }

  /** These options, with {@code keys} keys at once. */
  public ControllerOptions withInFlight(int keys) {
    return new ControllerOptions(keys);
  }
}
