package io.skep.examples.scheduler.stack.interpolation;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.examples.scheduler.input.InputException;
import io.skep.examples.scheduler.stack.Notice;
import io.skep.examples.scheduler.stack.Place;
import io.skep.examples.scheduler.stack.yaml.Findings;
import io.skep.examples.scheduler.stack.yaml.YamlScalar;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InterpolationTest {
  private static final Map<String, String> ENVIRONMENT = Map.of("SET", "v", "EMPTY", "", "_1", "u");

  private final Findings findings = new Findings();

  private YamlScalar apply(String text) {
    var written = new YamlScalar(new Place("f", 2, 7), YamlScalar.Kind.TEXT, text);
    return (YamlScalar) new Interpolation(ENVIRONMENT, findings).apply(written);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "plain|plain",
        "$SET|v",
        "${SET}|v",
        "a${SET}b$SET.c|avbv.c",
        "$_1|u",
        "$SET-x|v-x",
        "$$SET|$SET",
        "$$$SET|$v",
        "$${SET}|${SET}",
        "${SET:-d}|v",
        "${EMPTY:-d}|d",
        "${NONE:-d}|d",
        "${SET-d}|v",
        "${EMPTY-d}|\"\"",
        "${NONE-d}|d",
        "${NONE-}|\"\"",
        "${NONE:-a-b:?c}|a-b:?c",
        "${NONE:-${SET}}|v",
        "${NONE:-${EMPTY:-${NONE-deep}}}|deep",
        "${NONE:-a${SET}b$SET}|avbv",
        "${NONE:-$$}|$",
        "${NONE:-{\"a\": 1}|{\"a\": 1",
        "${SET:?m}|v",
        "${SET?m}|v",
        "${EMPTY?m}|\"\"",
        "${SET:+a}|a",
        "${EMPTY:+a}|\"\"",
        "${NONE:+a}|\"\"",
        "${SET+a}|a",
        "${EMPTY+a}|a",
        "${NONE+a}|\"\"",
        "${SET:+${SET}!}|v!",
        "{{.Node.ID}}|{{.Node.ID}}"
      })
  void aVariableBecomesItsValueOrWhatItsFormSays(String text, String expected) {
    assertThat(apply(text).text()).isEqualTo(expected);
    assertThat(findings.notices()).isEmpty();
    assertThat(findings.isRefused()).isFalse();
  }

  @Test
  void anUnsetVariableIsEmptyAndSaidOnce() {
    YamlScalar once = apply("a${NONE}b$NONE");
    apply("$NONE");
    apply("$OTHER");

    assertThat(once.text()).isEqualTo("ab");
    assertThat(once.unset()).containsExactly("NONE");
    assertThat(findings.notices())
        .extracting(Notice::toString)
        .containsExactly(
            "f:2: unset: variable NONE has no value and counts as empty",
            "f:2: unset: variable OTHER has no value and counts as empty");
  }

  @Test
  void aDefaultThatIsNotNeededIsNotLookedAt() {
    apply("${SET:-${NONE}}${SET-${OTHER?}}${NONE+${THIRD?}}");

    assertThat(findings.notices()).isEmpty();
    assertThat(findings.isRefused()).isFalse();
  }

  @Test
  void whatWasPutInIsATextWhateverItLooksLike() {
    var number = new YamlScalar(new Place("f", 1, 1), YamlScalar.Kind.INTEGER, "80");

    assertThat(apply("${NONE:-80}").kind()).isEqualTo(YamlScalar.Kind.TEXT);
    assertThat(new Interpolation(ENVIRONMENT, findings).apply(number)).isSameAs(number);
  }

  @Test
  void aMessageMayHaveVariablesOfItsOwn() {
    apply("${NONE:?say ${SET} or ${EMPTY:-nothing}}");

    assertProblems("f:2:7: required variable NONE has no value: say v or nothing");
  }

  @Test
  void defaultsNestedWithoutEndAreRefused() {
    apply("${A:-".repeat(1000) + "}".repeat(1000));

    assertProblems("f:2:7: variables are nested more than 32 levels deep");
  }

  private void assertProblems(String... problems) {
    Assertions.assertThatExceptionOfType(InputException.class)
        .isThrownBy(findings::throwIfRefused)
        .satisfies(
            refused ->
                assertThat(refused.problems())
                    .extracting(Object::toString)
                    .isEqualTo(List.of(problems)));
  }
}
