package io.skep.examples.scheduler.input;

import java.util.List;
import java.util.StringJoiner;

/** An input file is wrong. Nothing of it has been used; the user can mend it and try again. */
public final class InputException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** A file of another format is wrong in every line; nobody reads more than a screenful. */
  private static final int SHOWN = 20;

  private final transient List<InputProblem> problems;

  /** Several mistakes, reported in reading order; the message shows the first 20. */
  public InputException(List<InputProblem> problems) {
    super(text(problems));
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

  private static String text(List<InputProblem> problems) {
    var text = new StringJoiner("\n");
    problems.stream().sorted().limit(SHOWN).map(InputProblem::toString).forEach(text::add);
    if (problems.size() > SHOWN) {
      text.add("and %,d more".formatted(problems.size() - SHOWN));
    }
    return text.toString();
  }
}
