package io.skep.examples.scheduler.stack.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.skep.examples.scheduler.input.InputException;
import io.skep.examples.scheduler.stack.Place;
import io.skep.examples.scheduler.stack.yaml.YamlScalar.Kind;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class YamlTextTest {
  private static YamlNode read(String text) {
    var findings = new Findings();
    var node = YamlText.read("f", text, findings);
    findings.throwIfRefused();
    return node.orElseThrow();
  }

  private static List<String> problems(String text) {
    InputException refused = catchThrowableOfType(InputException.class, () -> read(text));
    assertThat(refused).as("refusal").isNotNull();
    return refused.problems().stream().map(Object::toString).toList();
  }

  private static YamlNode valueOf(YamlNode mapping, String key) {
    return ((YamlMapping) mapping)
        .entries().stream()
            .filter(entry -> entry.key().equals(key))
            .map(YamlMapping.Entry::value)
            .findFirst()
            .orElseThrow();
  }

  @Test
  void everyKeyAndValueKnowsItsPlace() {
    YamlMapping root = (YamlMapping) read("a: 1\nb:\n  - x\n  - {c: y}\n");

    assertThat(root.place()).isEqualTo(new Place("f", 1, 1));
    assertThat(root.entries().get(1).place()).isEqualTo(new Place("f", 2, 1));
    YamlSequence list = (YamlSequence) valueOf(root, "b");
    assertThat(list.items())
        .extracting(YamlNode::place)
        .containsExactly(new Place("f", 3, 5), new Place("f", 4, 5));
    assertThat(valueOf(list.items().get(1), "c").place()).isEqualTo(new Place("f", 4, 9));
  }

  @Test
  void columnsCountCodePoints() {
    assertThat(valueOf(read("{'\uD83D\uDC1D': x}"), "\uD83D\uDC1D").place())
        .isEqualTo(new Place("f", 1, 7));
  }

  @ParameterizedTest
  @CsvSource({
    "true,FLAG",
    "False,FLAG",
    "yes,TEXT",
    "on,TEXT",
    "null,EMPTY",
    "~,EMPTY",
    "'',EMPTY",
    "80,INTEGER",
    "-1,INTEGER",
    "0440,INTEGER",
    "0o440,INTEGER",
    "0x1F,INTEGER",
    "0b11,INTEGER",
    "1_000,INTEGER",
    "0.5,DECIMAL",
    "1.,DECIMAL",
    ".5,DECIMAL",
    "1e3,DECIMAL",
    ".inf,DECIMAL",
    ".nan,DECIMAL",
    "0892,DECIMAL",
    "22:22,TEXT",
    "5000:80,TEXT",
    "2026-01-01,TEXT",
    "1.2.3,TEXT",
    "0x,TEXT",
    "-,TEXT",
    ".,TEXT",
    "<<,TEXT",
    "=,TEXT",
    "10s,TEXT"
  })
  void aPlainScalarIsWhatYaml12TakesItFor(String plain, Kind kind) {
    String text = plain.equals("-") ? "a: '-'" : "a: " + plain;

    assertThat(((YamlScalar) valueOf(read(text), "a")).kind()).isEqualTo(kind);
  }

  @Test
  void quotesBlocksAndTagsMakeATextOfANumber() {
    YamlNode root = read("{a: '80', b: \"80\", d: !!str 80}\n");

    assertThat(((YamlMapping) root).entries())
        .allSatisfy(entry -> assertThat(((YamlScalar) entry.value()).kind()).isEqualTo(Kind.TEXT));
    assertThat(((YamlScalar) valueOf(read("a: |\n  80\n"), "a")).kind()).isEqualTo(Kind.TEXT);
    assertThat(((YamlScalar) valueOf(read("a: !!int '80'"), "a")).kind()).isEqualTo(Kind.INTEGER);
  }

  @Test
  void mergedEntriesComeAfterOwnOnesAndYieldToThem() {
    YamlNode root = read("a: &a {x: 1, y: 2}\nb: &b {y: 3, z: 4}\nc: {<<: [*a, *b], z: 5}\n");

    assertThat(((YamlMapping) valueOf(root, "c")).entries())
        .extracting(entry -> entry.key() + ((YamlScalar) entry.value()).text())
        .containsExactly("z5", "x1", "y2");
  }

  @Test
  void anAliasIsTheNodeOfItsAnchorWithTheAnchorsPlace() {
    YamlNode root = read("a: &a [x]\nb: *a\n");

    assertThat(valueOf(root, "b")).isSameAs(valueOf(root, "a"));
    assertThat(valueOf(root, "b").place().line()).isEqualTo(1);
  }

  @Test
  void aTextWithoutAValueIsRefused() {
    assertThat(problems("")).containsExactly("f:1:1: the file holds nothing");
    assertThat(problems("# only a remark\n")).containsExactly("f:1:1: the file holds nothing");
  }

  @Test
  void aCharacterThatYamlForbidsIsRefusedWhereItStands() {
    assertThat(problems("a: b\nc: \u0007"))
        .containsExactly(
            "f:2:4: not valid YAML: character U+0007 is not allowed; write it as an escape in double quotes");
  }

  @Test
  void aliasesThatMultiplyAreRefusedWithoutBeingFollowed() {
    var bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 30; i++) {
      String alias = "*a" + (i - 1);
      bomb.append(
          "a%d: &a%d [%s]\n"
              .formatted(
                  i,
                  i,
                  String.join(
                      ", ",
                      List.of(alias, alias, alias, alias, alias, alias, alias, alias, alias))));
    }

    assertThat(problems(bomb.toString()))
        .containsExactly("f:6:5: aliases expand this to more than 200000 values; use fewer");
  }

  @Test
  void mergesThatMultiplyAreRefusedAsWell() {
    var keys = new StringBuilder("a: &a {");
    IntStream.range(0, 2000).forEach(i -> keys.append("k").append(i).append(": x, "));
    keys.append("}\nb:\n");
    IntStream.range(0, 200).forEach(i -> keys.append("  - {<<: *a}\n"));

    assertThat(problems(keys.toString()))
        .containsExactly("f:3:3: aliases expand this to more than 200000 values; use fewer");
  }

  @Test
  void manyAliasesOfASmallValueAreNoBomb() {
    var text = new StringBuilder("a: &a {x: y}\nb:\n");
    IntStream.range(0, 5000).forEach(i -> text.append("  - *a\n"));

    assertThat(((YamlSequence) valueOf(read(text.toString()), "b")).items()).hasSize(5000);
  }

  @Test
  void nestingDeeperThanAnyStackFileIsRefused() {
    assertThat(problems("[".repeat(5000)))
        .singleElement()
        .asString()
        .startsWith("f:1:")
        .contains("not valid YAML: Nesting Depth exceeded max 100");
  }

  @Test
  void nestingThroughAliasesIsRefusedToo() {
    var chain = new StringBuilder("a0: &a0 [x]\n");
    IntStream.range(1, 200).forEach(i -> chain.append("a%d: &a%d [*a%d]\n".formatted(i, i, i - 1)));

    assertThat(problems(chain.toString()))
        .containsExactly("f:100:6: this is nested more than 100 levels deep");
  }

  @Test
  void aValueThatContainsItselfIsRefused() {
    assertThat(problems("a: &a\n  b: [*a]\n"))
        .containsExactly("f:1:4: this contains an alias of itself; remove the alias");
    assertThat(problems("&a {*a : b}\n")).singleElement().asString().startsWith("f:1:");
  }

  @Test
  void valuesAreDescribedAsTheirAuthorWroteThem() {
    YamlNode root =
        read(
            "[text, 5, true, ~, [], [a], {}, {a: b}, '', \"two\\nlines\", %s]"
                .formatted("x".repeat(80)));

    assertThat(((YamlSequence) root).items())
        .extracting(YamlNode::describe)
        .containsExactly(
            "the text 'text'",
            "the number 5",
            "the boolean true",
            "empty",
            "an empty list",
            "a list",
            "an empty mapping",
            "a mapping",
            "an empty text",
            "the text 'two...'",
            "the text '" + "x".repeat(60) + "...'");
  }
}
