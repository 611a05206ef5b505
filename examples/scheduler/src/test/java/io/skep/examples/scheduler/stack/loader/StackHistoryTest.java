package io.skep.examples.scheduler.stack.loader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.skep.api.SharedData;
import io.skep.examples.scheduler.input.InputException;
import io.skep.examples.scheduler.input.InputProblem;
import io.skep.examples.scheduler.stack.MissingFiles;
import io.skep.examples.scheduler.stack.Stack;
import io.skep.examples.scheduler.stack.StackName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every revision of two real stack files. */
class StackHistoryTest {
  private static final Set<String> BOOLEAN_IN_VERSION_3 =
      Set.of(
          "0070-2022-12-06-780172d3.yml",
          "0071-2022-12-07-adad087d.yml",
          "0072-2022-12-07-5c06d52b.yml");

  private static List<Path> revisions(String file) throws IOException {
    try (Stream<Path> files = Files.list(SharedData.require("data/stack-history").resolve(file))) {
      return files.sorted().toList();
    }
  }

  private static Stack load(Path revision, Map<String, String> environment) {
    return new StackLoader(environment, MissingFiles.STAND_IN)
        .load(new StackName("demo"), revision);
  }

  private static List<InputProblem> problems(Path revision, Map<String, String> environment) {
    InputException refused =
        catchThrowableOfType(InputException.class, () -> load(revision, environment));
    assertThat(refused).as("refusal of %s", revision).isNotNull();
    return refused.problems();
  }

  @Test
  void everyRevisionOfTheVotingAppIsDeployed() throws IOException {
    List<Path> revisions = revisions("example-voting-app");

    assertThat(revisions).hasSize(14);
    assertThat(revisions)
        .allSatisfy(
            revision ->
                assertThat(load(revision, Map.of()).services())
                    .as("%s", revision)
                    .hasSize(Files.readString(revision).contains("visualizer:") ? 6 : 5));
  }

  @Test
  void everyRevisionOfTheTelemetryDemoIsDeployedOnceItsVariablesAreSet() throws IOException {
    for (Path revision : revisions("opentelemetry-demo")) {
      if (!BOOLEAN_IN_VERSION_3.contains(revision.getFileName().toString())) {
        assertThat(load(revision, DemoVariables.of(revision)).services())
            .as("%s", revision)
            .hasSizeGreaterThan(10);
      }
    }
  }

  @Test
  void revisionsWithABooleanThatVersionThreeDoesNotKnowAreRefusedForItAlone() throws IOException {
    for (Path revision : revisions("opentelemetry-demo")) {
      if (BOOLEAN_IN_VERSION_3.contains(revision.getFileName().toString())) {
        assertThat(problems(revision, DemoVariables.of(revision)))
            .singleElement()
            .satisfies(
                problem -> {
                  assertThat(problem.reason())
                      .isEqualTo(
                          "must be a text or a number but is the boolean true; put it in quotes");
                  String line = Files.readAllLines(revision).get(problem.line() - 1);
                  assertThat(line.substring(problem.column() - 1)).isEqualTo("true");
                });
      }
    }
  }

  @Test
  void everyRevisionOfTheTelemetryDemoIsRefusedWhileItsVariablesAreUnset() throws IOException {
    List<Path> revisions = revisions("opentelemetry-demo");

    assertThat(revisions).hasSize(159);
    for (Path revision : revisions) {
      assertThat(problems(revision, Map.of()))
          .as("%s", revision)
          .anySatisfy(problem -> assertThat(problem.reason()).contains("not set)"))
          .allSatisfy(problem -> assertThat(problem.line()).isPositive());
    }
  }
}
