package io.skep.examples.scheduler.stack.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.skep.examples.scheduler.stack.schema.Scalars.ParseException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ShellWordsTest {
  static Stream<Arguments> lines() {
    return Stream.of(
        arguments("", List.of()),
        arguments("  \t\n ", List.of()),
        arguments("one", List.of("one")),
        arguments(" one  two\tthree\nfour ", List.of("one", "two", "three", "four")),
        arguments("'a b' \"c d\"", List.of("a b", "c d")),
        arguments("a'b c'd\"e f\"g", List.of("ab cde fg")),
        arguments("'' \"\"", List.of("", "")),
        arguments("--x=\"y z\"", List.of("--x=y z")),
        arguments("a\\ b", List.of("a b")),
        arguments("\"a\\\"b\\n\"", List.of("a\"bn")),
        arguments("'a\\b'", List.of("a\\b")),
        arguments("a # b\nc", List.of("a", "c")),
        arguments("# all", List.of()),
        arguments("a#b", List.of("a#b")),
        arguments("'#a'", List.of("#a")),
        arguments("a | b && c > d; e", List.of("a", "|", "b", "&&", "c", ">", "d;", "e")),
        arguments("$X `y` *", List.of("$X", "`y`", "*")));
  }

  @ParameterizedTest
  @MethodSource("lines")
  void aLineIsSplitAtBlanksOutsideOfQuotes(String line, List<String> words) throws ParseException {
    assertThat(ShellWords.split(line)).isEqualTo(words);
  }

  @Test
  void aLineThatEndsInsideAWordIsRefused() {
    assertThatExceptionOfType(ParseException.class)
        .isThrownBy(() -> ShellWords.split("a 'b"))
        .withMessage("the command has an opening ' and no closing one");
    assertThatExceptionOfType(ParseException.class)
        .isThrownBy(() -> ShellWords.split("a \"b\\\""))
        .withMessage("the command has an opening \" and no closing one");
    assertThatExceptionOfType(ParseException.class)
        .isThrownBy(() -> ShellWords.split("a \\"))
        .withMessage("the command ends in a backslash that escapes nothing");
  }
}
