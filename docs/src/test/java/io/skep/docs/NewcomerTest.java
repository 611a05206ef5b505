package io.skep.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** How much a newcomer has to write is counted, not guessed. */
class NewcomerTest {
  private static final Path PAGE = Project.root().resolve("docs/coming-from.md");
  private static final Pattern COUNTED =
      Pattern.compile("(?m)^\\|.*\\[\\w+\\.java\\]\\(([^)]+)\\) \\| (\\d+) \\|$");
  private static final Pattern TOTALS =
      Pattern.compile("(?m)^\\| Skep \\| (\\d+) \\| (\\d+) \\+ (\\d+) \\|");
  private static final Pattern COMMENT = Pattern.compile("(?s)/\\*.*?\\*/|(?m)^\\s*//.*$");

  @Test
  void theLinesOfTheExampleAreAsManyAsThePageSays() {
    assertThat(counted()).hasSize(3);
    assertThat(counted())
        .allSatisfy(
            row ->
                assertThat(lines(PAGE.resolveSibling(row.group(1))))
                    .as(row.group(1))
                    .isEqualTo(Integer.parseInt(row.group(2))));
  }

  @Test
  void thePageComparesTheSameFigures() {
    var totals = TOTALS.matcher(Project.read(PAGE));
    assertThat(totals.find()).isTrue();

    assertThat(List.of(totals.group(2), totals.group(1), totals.group(3)))
        .isEqualTo(counted().stream().map(row -> row.group(2)).toList());
  }

  private static List<MatchResult> counted() {
    return COUNTED.matcher(Project.read(PAGE)).results().toList();
  }

  /** Lines that are neither blank nor import, package or comment. */
  private static int lines(Path source) {
    return (int)
        COMMENT
            .matcher(Project.read(source))
            .replaceAll("")
            .lines()
            .map(String::strip)
            .filter(line -> !line.isEmpty())
            .filter(line -> !line.startsWith("import ") && !line.startsWith("package "))
            .count();
  }
}
