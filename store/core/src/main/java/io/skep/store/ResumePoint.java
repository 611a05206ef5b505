package io.skep.store;

import java.util.Objects;

/**
 * Where to go on with a watch: everything up to {@code version} has been seen. A number means
 * something only within its history, so the two travel together. Immutable.
 *
 * @param historyId the history that the version belongs to: {@link ReadTx#historyId}
 * @param version the version seen last
 */
public record ResumePoint(String historyId, Version version) {
  /** Refuses nulls. */
  public ResumePoint {
    Objects.requireNonNull(historyId, "historyId");
    Objects.requireNonNull(version, "version");
  }

  /** To go on with exactly what comes after {@code state}: a snapshot, or what a watcher gave. */
  public static ResumePoint after(ReadTx state) {
    return new ResumePoint(state.historyId(), state.version());
  }

  @Override
  public String toString() {
    return "version " + version + " of history " + historyId;
  }
}
