package io.skep.examples.scheduler.input;

import java.util.Comparator;
import java.util.Objects;

/**
 * One mistake in an input file, and where it is. Immutable.
 *
 * <p>Problems are ordered as they are met when the file is read from its beginning.
 *
 * @param file the file as the user named it
 * @param line counted from 1; 0 when the file as a whole is meant
 * @param column counted from 1; 0 when the line as a whole is meant
 * @param reason what is wrong and what to do, in a phrase without a full stop
 */
public record InputProblem(String file, int line, int column, String reason)
    implements Comparable<InputProblem> {
  private static final Comparator<InputProblem> READING_ORDER =
      Comparator.comparing(InputProblem::file)
          .thenComparingInt(InputProblem::line)
          .thenComparingInt(InputProblem::column)
          .thenComparing(InputProblem::reason);

  public InputProblem {
    Objects.requireNonNull(file, "file");
    Objects.requireNonNull(reason, "reason");
    if (line < 0 || column < 0) {
      throw new IllegalArgumentException(
          "line and column count from 1 (0: unknown) but are %d and %d".formatted(line, column));
    }
  }

  /** A problem of the file as a whole: absent, unreadable, empty. */
  public static InputProblem ofFile(String file, String reason) {
    return new InputProblem(file, 0, 0, reason);
  }

  @Override
  public int compareTo(InputProblem other) {
    return READING_ORDER.compare(this, other);
  }

  /** {@code file:line:column: reason}, the form that editors and terminals link to. */
  @Override
  public String toString() {
    if (line == 0) {
      return file + ": " + reason;
    }
    return column == 0
        ? "%s:%d: %s".formatted(file, line, reason)
        : "%s:%d:%d: %s".formatted(file, line, column, reason);
  }
}
