package io.skep.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Each promise is followed by the tests that hold us to it, and those are there. */
class GuaranteesTest {
  private static final Path PAGE = Project.root().resolve("docs/guarantees.md");
  private static final Pattern PROOF = Pattern.compile("\\[(\\w+Test)\\]\\(([^)]+)\\)");

  @Test
  void everyGuaranteeHasProofs() {
    List<String> sections = List.of(Project.read(PAGE).split("(?m)^## ")).stream().skip(1).toList();

    assertThat(sections.stream().map(section -> section.substring(0, 2)))
        .isEqualTo(IntStream.rangeClosed(1, 9).mapToObj(i -> "G" + i).toList());
    assertThat(sections)
        .allSatisfy(
            section -> assertThat(PROOF.matcher(section).results().count()).isGreaterThan(1));
  }

  @Test
  void everyProofIsATestOfThatName() {
    PROOF
        .matcher(Project.read(PAGE))
        .results()
        .forEach(
            proof -> {
              assertThat(proof.group(2))
                  .contains("src/test/java/")
                  .endsWith(proof.group(1) + ".java");
              assertThat(Files.exists(PAGE.resolveSibling(proof.group(2))))
                  .as(proof.group(2))
                  .isTrue();
            });
  }
}
