package io.skep.scheduler;

import io.skep.api.Platform;

/** Platforms in words. */
final class Platforms {
  private Platforms() {}

  /** {@code linux/amd64}; a part that is not told is a {@code *}. */
  static String of(Platform platform) {
    return orAny(platform.getOs()) + "/" + orAny(platform.getArchitecture());
  }

  private static String orAny(String part) {
    return part.isEmpty() ? "*" : part;
  }
}
