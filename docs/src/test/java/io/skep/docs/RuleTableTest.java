package io.skep.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Every rule that a test cites is explained in docs/rules, and the table of rules and tests is what
 * the tests say. {@code mvn -pl docs -am test -Dtest=RuleTableTest
 * -Dsurefire.failIfNoSpecifiedTests=false -Dskep.update=true} writes the table anew.
 */
class RuleTableTest {
  private static final Pattern RULE =
      Pattern.compile(
          "(?<![\\w.-])(?:rt\\.[A-Z]|api\\.[AWFRC]|S|T|N|SC|CN|GR|OR|AL|CT)-\\d+(?![\\w-])");
  private static final Pattern EXPLAINED = Pattern.compile("(?m)^\\| (" + RULE + ") \\| \\S");
  private static final Path TABLE = Project.root().resolve("docs/rules/tests.md");

  @Test
  void everyRuleThatATestCitesIsExplained() {
    var unexplained = new TreeMap<>(citations());
    unexplained.keySet().removeAll(explanations());

    assertThat(unexplained)
        .as("rules cited by tests and not explained in docs/rules: add a line for each")
        .isEmpty();
  }

  @Test
  void theTableOfRulesAndTestsIsWhatTheTestsSay() {
    String table = table();

    if (Boolean.getBoolean("skep.update")) {
      Project.write(TABLE, table);
    }

    assertThat(Project.read(TABLE))
        .as("docs/rules/tests.md is stale: run this test with -Dskep.update=true")
        .isEqualTo(table);
  }

  private static String table() {
    var lines = new ArrayList<String>();
    lines.add("# Which test shows which rule");
    lines.add("");
    lines.add("Written by `RuleTableTest` from what the tests cite. The rules themselves are in");
    lines.add("[store](store.md), [wire](wire.md), [network API](api.md), [runtime](runtime.md),");
    lines.add(
        "[scheduler](scheduler.md) and [orchestrators](orchestrators.md). A rule without a test"
            + " is");
    lines.add("explained there and not shown yet.");
    lines.add("");
    lines.add("| rule | tests |");
    lines.add("|---|---|");
    Map<String, Set<String>> citations = citations();
    Set<String> all = new TreeSet<>(byNumber());
    all.addAll(citations.keySet());
    all.addAll(explanations());
    for (String rule : all) {
      lines.add(
          "| " + rule + " | " + String.join(", ", citations.getOrDefault(rule, Set.of())) + " |");
    }
    return String.join("\n", lines) + "\n";
  }

  /** The tests that cite each rule. */
  private static Map<String, Set<String>> citations() {
    var citations = new TreeMap<String, Set<String>>(byNumber());
    List<Path> tests =
        Project.files(".java").stream()
            .filter(file -> Project.relative(file).contains("/src/test/java/"))
            .filter(file -> !Project.relative(file).startsWith("docs/"))
            .toList();
    for (Path test : tests) {
      String name = test.getFileName().toString().replace(".java", "");
      for (String rule : rulesIn(Project.read(test))) {
        citations.computeIfAbsent(rule, none -> new TreeSet<>()).add(name);
      }
    }
    return citations;
  }

  private static Set<String> explanations() {
    var explained = new TreeSet<String>(byNumber());
    for (Path page : Project.files(".md")) {
      if (Project.relative(page).startsWith("docs/rules/") && !page.equals(TABLE)) {
        EXPLAINED.matcher(Project.read(page)).results().forEach(m -> explained.add(m.group(1)));
      }
    }
    return explained;
  }

  private static List<String> rulesIn(String text) {
    return RULE.matcher(text).results().map(MatchResult::group).toList();
  }

  /** By group, then by number. */
  private static Comparator<String> byNumber() {
    return Comparator.comparing((String rule) -> rule.substring(0, rule.lastIndexOf('-')))
        .thenComparing(rule -> Integer.parseInt(rule.substring(rule.lastIndexOf('-') + 1)));
  }
}
