package io.skep.examples.scheduler.stack;

import java.util.Objects;

/**
 * Where something stands in a file. Immutable.
 *
 * @param file the file as the user named it
 * @param line counted from 1
 * @param column counted from 1, in code points
 */
public record Place(String file, int line, int column) {
  public Place {
    Objects.requireNonNull(file, "file");
    if (line < 1 || column < 1) {
      throw new IllegalArgumentException(
          "line and column count from 1 but are %d and %d".formatted(line, column));
    }
  }

  @Override
  public String toString() {
    return "%s:%d:%d".formatted(file, line, column);
  }
}
