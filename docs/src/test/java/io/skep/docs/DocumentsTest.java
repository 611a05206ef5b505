package io.skep.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The documents point at things that are there. */
class DocumentsTest {
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#\\s]+)(#[^)]*)?\\)");
  private static final Pattern CODE_BLOCK = Pattern.compile("(?ms)^```\\w*\\n(.*?)^```");
  private static final Pattern TYPE =
      Pattern.compile("`(io\\.skep(?:\\.[a-z]+)+)(?:\\.([A-Z]\\w+))?`");

  @Test
  void everyLinkToAFileLeadsToOne() {
    List<String> broken = new ArrayList<>();
    for (Path page : Project.files(".md")) {
      LINK.matcher(Project.read(page))
          .results()
          .map(link -> link.group(1))
          .filter(target -> !target.contains("://") && !target.startsWith("mailto:"))
          .filter(target -> !Files.exists(page.resolveSibling(target)))
          .forEach(target -> broken.add(Project.relative(page) + " -> " + target));
    }

    assertThat(broken).isEmpty();
  }

  @Test
  void everyTypeAndPackageThatTheTourNamesIsThere() {
    List<String> missing = new ArrayList<>();
    List<String> sources = Project.files(".java").stream().map(Project::relative).toList();
    TYPE.matcher(Project.read(Project.root().resolve("ARCHITECTURE.md")))
        .results()
        .forEach(
            match -> {
              String folder = "/src/main/java/" + match.group(1).replace('.', '/') + "/";
              String file = folder + (match.group(2) == null ? "" : match.group(2) + ".java");
              if (sources.stream().noneMatch(source -> source.contains(file))) {
                missing.add(match.group());
              }
            });

    assertThat(missing).isEmpty();
  }

  @Test
  void everyPackageSaysWhatItIsFor() {
    List<String> silent = new ArrayList<>();
    for (Path source : Project.files(".java")) {
      Path folder = source.getParent();
      if (Project.relative(source).contains("/src/main/java/")
          && !Files.exists(folder.resolve("package-info.java"))) {
        silent.add(Project.relative(folder));
      }
    }

    assertThat(silent).isEmpty();
  }

  @Test
  void theBuildServerRunsTheTestCommandOfTheReadme() {
    String readme = Project.read(Project.root().resolve("README.md"));
    String testIt = readme.substring(readme.indexOf("## Test it"));
    var block = CODE_BLOCK.matcher(testIt);
    assertThat(block.find()).isTrue();
    String command = block.group(1).strip();

    assertThat(command.lines()).hasSize(1);
    assertThat(Project.read(Project.root().resolve(".ci/run")).lines()).contains(command);
  }
}
