package io.skep.store;

/**
 * How a batch goes on.
 *
 * @param origin who writes
 * @param stopAtFailure whether the first step that throws ends the batch (with what it committed
 *     kept), or is skipped
 */
public record BatchOptions(Origin origin, boolean stopAtFailure) {
  /** Nobody in particular; failed steps are reported and skipped. */
  public static final BatchOptions DEFAULT = new BatchOptions(Origin.NONE, false);

  /** These options, written by {@code newOrigin}. */
  public BatchOptions withOrigin(Origin newOrigin) {
    return new BatchOptions(newOrigin, stopAtFailure);
  }

  /** These options, ending at the first step that throws if {@code stop}. */
  public BatchOptions withStopAtFailure(boolean stop) {
    return new BatchOptions(origin, stop);
  }
}
