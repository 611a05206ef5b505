package io.skep.controller.runtime;

import io.skep.store.Origin;

/**
 * Under which names a controller writes: one for the runs of each key, and another for what its
 * hook writes about the failures of that key. Immutable.
 *
 * @param controller the controller's name
 */
record Writer(String controller) {
  /** The writer of what the runs of {@code key} commit. */
  Origin run(String key) {
    return Origin.of(controller + "/" + key);
  }

  /** The writer of what is committed about failures of {@code key}. */
  Origin hook(String key) {
    return Origin.of(hookName(key));
  }

  /** Whether {@code origin} is {@link #hook} for {@code key}. */
  boolean isHook(String key, Origin origin) {
    return origin.writer().equals(hookName(key));
  }

  private String hookName(String key) {
    return controller + "#onFailure/" + key;
  }
}
