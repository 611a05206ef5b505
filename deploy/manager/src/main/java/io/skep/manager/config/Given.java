package io.skep.manager.config;

import java.util.Objects;

/**
 * A value, and who gave it. Immutable.
 *
 * @param text the value as it was written
 * @param origin where, for people: {@code skep.yml:3}, {@code SKEP_DATA}, {@code --data}
 */
record Given(String text, String origin) {
  Given {
    Objects.requireNonNull(text, "text");
    Objects.requireNonNull(origin, "origin");
  }
}
