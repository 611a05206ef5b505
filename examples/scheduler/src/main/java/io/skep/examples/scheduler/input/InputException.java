package io.skep.examples.scheduler.input;

import java.util.List;

/** An input file is wrong. Nothing of it has been used; the user can mend it and try again. */
public final class InputException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<InputProblem> problems;

  /** Several mistakes, reported together and in reading order. */
  public InputException(List<InputProblem> problems) {
    super(String.join("\n", problems.stream().sorted().map(InputProblem::toString).toList()));
    if (problems.isEmpty()) {
      throw new IllegalArgumentException("an input exception needs at least one problem");
    }
    this.problems = problems.stream().sorted().toList();
  }

  /** One mistake. */
  public InputException(InputProblem problem) {
    this(List.of(problem));
  }

  /** One mistake, found by the parser that {@code cause} comes from. */
  public InputException(InputProblem problem, Throwable cause) {
    this(List.of(problem));
    initCause(cause);
  }

  /** Every mistake found, at least one, in reading order. */
  public List<InputProblem> problems() {
    return problems;
  }
}
