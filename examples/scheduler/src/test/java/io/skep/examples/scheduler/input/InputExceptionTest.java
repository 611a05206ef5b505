package io.skep.examples.scheduler.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class InputExceptionTest {
  @Test
  void problemsAreReportedInReadingOrderOneALine() {
    var later = new InputProblem("nodes.yml", 12, 3, "unknown key 'colour'");
    var earlier = new InputProblem("nodes.yml", 9, 20, "memory must be positive");

    var exception = new InputException(List.of(later, earlier));

    assertThat(exception.problems()).containsExactly(earlier, later);
    assertThat(exception)
        .hasMessage(
            """
            nodes.yml:9:20: memory must be positive
            nodes.yml:12:3: unknown key 'colour'""");
  }

  @Test
  void anUnknownPlaceIsLeftOutOfTheText() {
    assertThat(InputProblem.ofFile("nodes.yml", "no such file"))
        .hasToString("nodes.yml: no such file");
    assertThat(new InputProblem("pods.csv", 7, 0, "row has 3 columns"))
        .hasToString("pods.csv:7: row has 3 columns");
  }

  @Test
  void theMessageShowsAScreenfulOfProblems() {
    List<InputProblem> problems =
        IntStream.rangeClosed(1, 1_200)
            .mapToObj(line -> new InputProblem("pods.csv", line, 0, "wrong"))
            .toList();

    var exception = new InputException(problems);

    assertThat(exception.problems()).hasSize(1_200);
    assertThat(exception.getMessage().lines())
        .hasSize(21)
        .startsWith("pods.csv:1: wrong")
        .endsWith("and 1,180 more");
  }

  @Test
  void anExceptionWithoutAProblemIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new InputException(List.of()));
  }
}
