package io.skep.scheduler;

import java.util.Locale;
import java.util.Objects;

/**
 * A plugin of an engine. Immutable.
 *
 * @param type as engines list it: {@code Volume}, {@code Network} or {@code Log}
 * @param name without a tag, the newest one
 */
public record Plugin(String type, String name) {
  /** Refuses nulls. */
  public Plugin {
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(name, "name");
  }

  /** For people: {@code volume plugin rexray}. */
  @Override
  public String toString() {
    return type.toLowerCase(Locale.ROOT) + " plugin " + name;
  }
}
