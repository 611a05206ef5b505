package io.skep.server.spec;

import static io.skep.server.RefusedException.invalid;

import io.skep.api.SecretSpec;
import io.skep.server.RefusedException;

/** What users may ask of a secret. */
public final class SecretSpecs {
  /** Bytes, from which on there are too many. */
  private static final int LIMIT = 500 * 1024;

  private SecretSpecs() {}

  /** Refuses a spec that no secret can have, by its first fault. */
  public static void check(SecretSpec spec) {
    Names.checkFile(spec.getAnnotations());
    if (spec.hasDriver()) {
      checkDriver(spec.getDriver().getName());
    } else if (spec.getData().isEmpty() || spec.getData().size() >= LIMIT) {
      throw invalid("secret data must be larger than 0 and less than %d bytes".formatted(LIMIT));
    }
  }

  private static void checkDriver(String driver) {
    if (driver.isEmpty()) {
      throw invalid("secret driver must have a name");
    }
    throw RefusedException.unknown(
        "secret driver \"%s\" is not there: this manager has no plugins; give the data itself"
            .formatted(driver));
  }
}
