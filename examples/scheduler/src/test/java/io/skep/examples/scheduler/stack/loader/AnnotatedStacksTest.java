package io.skep.examples.scheduler.stack.loader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.skep.examples.scheduler.input.InputException;
import io.skep.examples.scheduler.stack.MissingFiles;
import io.skep.examples.scheduler.stack.Stack;
import io.skep.examples.scheduler.stack.StackName;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Our own stack files, each with what its reader is to find written beside it. */
class AnnotatedStacksTest {
  static final Map<String, String> ENVIRONMENT =
      Map.of("SET", "value", "EMPTY", "", "COUNT", "3", "HOME", "/home/me");

  static List<AnnotatedStack> accepted() {
    return AnnotatedStack.in("accepted");
  }

  static List<AnnotatedStack> refused() {
    return AnnotatedStack.in("refused");
  }

  static Stack load(AnnotatedStack file, String name) {
    return new StackLoader(ENVIRONMENT, MissingFiles.STAND_IN)
        .load(new StackName(name), file.path());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("accepted")
  void anAcceptedFileIsReadWithExactlyTheNoticesWrittenInIt(AnnotatedStack file) {
    Stack stack = load(file, "accepted");

    assertThat(stack.notices())
        .extracting(notice -> notice.toString().replace(file.path() + ":", ""))
        .containsExactlyElementsOf(file.notices());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refused")
  void aRefusedFileHasExactlyTheProblemsWrittenInIt(AnnotatedStack file) {
    InputException refused =
        catchThrowableOfType(InputException.class, () -> load(file, "refused"));

    assertThat(refused).as("refusal of %s", file).isNotNull();
    assertThat(refused.problems())
        .extracting(problem -> problem.toString().replace(file.path() + ":", ""))
        .containsExactlyInAnyOrderElementsOf(file.problems());
  }
}
