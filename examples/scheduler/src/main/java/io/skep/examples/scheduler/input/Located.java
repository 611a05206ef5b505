package io.skep.examples.scheduler.input;

import java.util.Objects;

/**
 * A value and the place in a file where it begins, for checks that the type of the value alone
 * cannot make. Immutable if the value is.
 *
 * @param value never null
 * @param line counted from 1
 * @param column counted from 1
 */
public record Located<T>(T value, int line, int column) {
  public Located {
    Objects.requireNonNull(value, "value");
  }

  /** The problem that {@code reason} states, at this place of {@code file}. */
  public InputProblem problem(String file, String reason) {
    return new InputProblem(file, line, column, reason);
  }
}
