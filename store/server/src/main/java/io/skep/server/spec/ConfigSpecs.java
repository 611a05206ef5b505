package io.skep.server.spec;

import static io.skep.server.RefusedException.invalid;

import io.skep.api.ConfigSpec;

/** What users may ask of a config. */
public final class ConfigSpecs {
  /** Bytes, from which on there are too many. */
  private static final int LIMIT = 1000 * 1024;

  private ConfigSpecs() {}

  /** Refuses a spec that no config can have, by its first fault. */
  public static void check(ConfigSpec spec) {
    Names.checkFile(spec.getAnnotations());
    if (spec.getData().isEmpty() || spec.getData().size() >= LIMIT) {
      throw invalid("config data must be larger than 0 and less than %d bytes".formatted(LIMIT));
    }
  }
}
