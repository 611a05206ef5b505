package io.skep.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The examples are all presented, and all under the eyes of the tests of this module. */
class ExamplesTest {
  @Test
  void theReadmeListsEveryExample() throws IOException {
    String readme = Project.read(Project.root().resolve("README.md"));

    assertThat(examples())
        .allSatisfy(
            example -> assertThat(readme).contains("| [%s](%s) | ".formatted(example, example)));
  }

  @Test
  void theClassesOfEveryExampleAreLookedAt() throws IOException {
    String pom = Project.read(Project.root().resolve("docs/pom.xml"));

    assertThat(examples())
        .allSatisfy(
            example ->
                assertThat(pom)
                    .contains(
                        "<artifactId>skep-" + example.replace("examples/", "example-") + "<"));
  }

  private static List<String> examples() throws IOException {
    try (Stream<Path> folders = Files.list(Project.root().resolve("examples"))) {
      return folders
          .filter(folder -> Files.exists(folder.resolve("pom.xml")))
          .map(Project::relative)
          .sorted()
          .toList();
    }
  }
}
