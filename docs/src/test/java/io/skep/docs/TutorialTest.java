package io.skep.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the tutorial shows is what the build compiles and runs. */
class TutorialTest {
  private static final Path TUTORIAL = Project.root().resolve("docs/tutorial.md");

  /** The line before a block of code, the language, and the code. */
  private static final Pattern BLOCK = Pattern.compile("(?ms)^([^\\n]*)\\n^```(\\w*)\\n(.*?)^```$");

  private static final Pattern FROM = Pattern.compile("<!-- from (\\S+) -->");

  @Test
  void everySnippetIsFromAFileOfTheProject() {
    List<MatchResult> snippets =
        blocks().stream().filter(block -> !block.group(2).equals("sh")).toList();

    assertThat(snippets).hasSizeGreaterThan(5);
    assertThat(snippets)
        .allSatisfy(
            block -> {
              var from = FROM.matcher(block.group(1));
              assertThat(from.matches()).as("where is this from?%n%s", block.group(3)).isTrue();
              assertThat(unindented(Project.read(Project.root().resolve(from.group(1)))))
                  .contains(unindented(block.group(3)));
            });
  }

  @Test
  void itsCommandIsTheOneOfTheReadme() {
    String readme = Project.read(Project.root().resolve("README.md"));

    assertThat(blocks())
        .filteredOn(block -> block.group(2).equals("sh"))
        .allSatisfy(
            block ->
                assertThat(readme)
                    .contains(
                        block.group(3).strip().replaceAll("-pl examples/\\S+", "-pl <folder>")));
  }

  private static List<MatchResult> blocks() {
    return BLOCK.matcher(Project.read(TUTORIAL)).results().toList();
  }

  private static String unindented(String code) {
    return code.replaceAll("(?m)^ +", "").strip();
  }
}
