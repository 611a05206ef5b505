package io.skep.server.query;

import java.util.Map;

/** Filters by labels. */
public final class Labels {
  private Labels() {}

  /**
   * Whether {@code actual} has all of {@code wanted}; a wanted label with an empty value may have
   * any.
   */
  public static boolean match(Map<String, String> wanted, Map<String, String> actual) {
    return wanted.entrySet().stream()
        .allMatch(
            label -> {
              String value = actual.get(label.getKey());
              return value != null
                  && (label.getValue().isEmpty() || label.getValue().equals(value));
            });
  }
}
