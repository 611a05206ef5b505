package io.skep.controller.runtime;

import io.skep.store.Origin;

/**
 * Under which names a controller writes: one for the runs of each key, and another for what its
 * hook writes about the failures of that key. Immutable.
 *
 * @param controller the controller's name
 */
record Writer(String controller) {
  /** The writer of what a run of {@code key} commits. */
  Origin run(String key, String trace) {
    return new Origin(runName(key), trace);
  }

  /** The writer of what is committed about the failure of a run of {@code key}. */
  Origin hook(String key, String trace) {
    return new Origin(hookName(key), trace);
  }

  /** Whether {@code origin} is {@link #run} for {@code key}. */
  boolean isRun(String key, Origin origin) {
    return origin.writer().equals(runName(key));
  }

  /** Whether {@code origin} is {@link #hook} for {@code key}. */
  boolean isHook(String key, Origin origin) {
    return origin.writer().equals(hookName(key));
  }

  private String runName(String key) {
    return controller + "/" + key;
  }

  private String hookName(String key) {
    return controller + "#onFailure/" + key;
  }
}
