package io.skep.examples.scheduler.stack.loader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.examples.scheduler.input.InputException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VariablesFileTest {
  private static Map<String, String> parse(String text) {
    return VariablesFile.parse("demo.env", text, Map.of());
  }

  @Test
  void linesAreVariablesAndRemarksAreNot() {
    assertThat(parse("\uFEFF# all of it\n\nA=1\n  export B = two words  # why\n#C=3\nD=\nE=a#b\n"))
        .isEqualTo(Map.of("A", "1", "B", "two words", "D", "", "E", "a#b"));
  }

  @Test
  void quotesHoldBlanksAndHashesAndSingleOnesDollarSigns() {
    assertThat(parse("X=1\nA=\" a # $X \" # why\nB='$X \\n'\nC=\"a\\nb \\\"c\\\"\"\n"))
        .containsEntry("A", " a # 1 ")
        .containsEntry("B", "$X \\n")
        .containsEntry("C", "a\nb \"c\"");
  }

  @Test
  void aBackslashThatIsEscapedEscapesNothing() {
    assertThat(parse("A=\"C:\\\\new\\\\table\"\nB=\"\\\\\\n\\x\"\n"))
        .containsEntry("A", "C:\\new\\table")
        .containsEntry("B", "\\\n\\x");
  }

  @Test
  void aValueMayUseThoseOfEarlierLines() {
    assertThat(parse("PORT=80\nADDR=web:${PORT}\nOTHER=${NONE:-x}\n"))
        .containsEntry("ADDR", "web:80")
        .containsEntry("OTHER", "x");
  }

  @Test
  void theEnvironmentWinsOverTheFile() {
    assertThat(
            VariablesFile.parse(
                "demo.env", "PORT=80\nADDR=web:$PORT\n", Map.of("PORT", "81", "HOME", "/")))
        .isEqualTo(Map.of("PORT", "81", "HOME", "/", "ADDR", "web:81"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "A=1|B; demo.env:2:1: the line is no variable",
        "A B=1; demo.env:1:1: the line is no variable",
        "A=\"1; the quote of variable A is not closed",
        "A=${; demo.env:1:1",
      })
  void whatIsNoVariableIsRefusedWithItsLine(String text, String said) {
    assertThatThrownBy(() -> parse(text.replace('|', '\n')))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(said);
  }
}
