package io.skep.store;

/**
 * A watch is to go on from a version that this store has not come to. Where the log is replicated,
 * a replica that lags behind comes to it later; anywhere else the version is a mistake.
 */
public final class VersionNotReachedException extends StoreException {
  private static final long serialVersionUID = 1L;

  /** {@code from} was asked of a store that is at {@code newest}. */
  public VersionNotReachedException(ResumePoint from, Version newest) {
    super(
        "version is not reached",
        "%s was asked for, but this store is at %s; try again when it has caught up, or take a snapshot"
            .formatted(from, newest));
  }

  @Override
  public boolean isRetryable() {
    return true;
  }
}
