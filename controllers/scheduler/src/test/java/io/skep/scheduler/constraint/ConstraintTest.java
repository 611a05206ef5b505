package io.skep.scheduler.constraint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.scheduler.constraint.Constraint.Operator;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Reading and deciding one constraint: CT-1, CT-2, CN-1 to CN-5. */
final class ConstraintTest {
  private static final String OPERATOR = "constraint expected one operator from ==, !=";

  // CT-1, CN-1, CN-2, CN-3, CN-4
  @ParameterizedTest(name = "\"{0}\" is no constraint: {1}")
  @MethodSource("mistakes")
  void aMistakeIsNamedInSwarmKitsWords(String text, String reason) {
    assertThatThrownBy(() -> Constraint.parse(text))
        .isInstanceOfSatisfying(
            InvalidConstraintException.class,
            mistake -> assertThat(mistake.reason()).isEqualTo(reason))
        .hasMessageStartingWith(reason)
        .hasMessageContaining("for example node.role == worker");
  }

  static Object[][] mistakes() {
    return new Object[][] {
      {"", OPERATOR},
      {" ", OPERATOR},
      {"nodeabc", OPERATOR},
      {"node ~ abc", OPERATOR},
      {"node=abc", OPERATOR},
      {"1node==a2", "key '1node' is invalid"},
      {"no de== node1", "key 'no de' is invalid"},
      {"no*de==node1", "key 'no*de' is invalid"},
      {"no$de==node1", "key 'no$de' is invalid"},
      {"node.labels.a/b==c", "key 'node.labels.a/b' is invalid"},
      {"==node1", "key '' is invalid"},
      {"n==node1", "key 'n' is invalid"},
      {"node==", "value '' is invalid"},
      {"node== ", "value '' is invalid"},
      {"node==a@b", "value 'a@b' is invalid"},
      {"node==a,b", "value 'a,b' is invalid"},
      {"node==a&b", "value 'a&b' is invalid"},
      {"node=={a", "value '{a' is invalid"},
      // The first == splits, wherever it is; != only if there is no ==.
      {"ab!=c==d", "key 'ab!=c' is invalid"},
      {"ab!==d", "key 'ab!' is invalid"},
      {"ab===d", "value '=d' is invalid"},
      {"ab!=c!=d", "value 'c!=d' is invalid"},
      // A key is looked at before a value.
      {"1b==@", "key '1b' is invalid"},
      // Letters that fold to ASCII are not ASCII.
      {"node.labels.dis\u212a==a", "key 'node.labels.dis\u212a' is invalid"},
      {"node.labels.disk==\u017fsd", "value '\u017fsd' is invalid"},
      {"node.labels.disk==\u00e9", "value '\u00e9' is invalid"},
    };
  }

  // CT-1, CN-1, CN-3
  @ParameterizedTest(name = "\"{0}\" reads as [{1}] [{2}] [{3}]")
  @MethodSource("constraints")
  void aConstraintIsReadAsWritten(String text, String key, Operator operator, String value) {
    assertThat(Constraint.parse(text)).isEqualTo(new Constraint(key, operator, value));
  }

  static Object[][] constraints() {
    return new Object[][] {
      {" node == node1", "node", Operator.EQUAL, "node1"},
      {"NoDe==node1", "NoDe", Operator.EQUAL, "node1"},
      {"no.de==node1", "no.de", Operator.EQUAL, "node1"},
      {"_node==_node1", "_node", Operator.EQUAL, "_node1"},
      {"node==[a-b]+c*(n|b)/", "node", Operator.EQUAL, "[a-b]+c*(n|b)/"},
      {"node==node 1", "node", Operator.EQUAL, "node 1"},
      {"node != a\tb", "node", Operator.NOT_EQUAL, "a\tb"},
      {"\u00a0node\u2003!=\u0085x\u3000", "node", Operator.NOT_EQUAL, "x"},
      {"node.ip==10.0.0.0/8", "node.ip", Operator.EQUAL, "10.0.0.0/8"},
      {"node==\\^$?:-_.", "node", Operator.EQUAL, "\\^$?:-_."},
    };
  }

  // CT-2, CN-5
  @ParameterizedTest(name = "{0} on \"{1}\": {2}")
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "node.name==foo, foo, true",
        "node.name==foo, FOO, true",
        "node.name==foo, fo, false",
        "node.name==foo, fooE, false",
        "node.name!=foo, foo, false",
        "node.name!=foo, bar, true",
        "node.name!=foo, fo, true",
        "node.name!=foo, fooExtra, true",
        "node.name==f*o, f*o, true",
        "node.name==f*o, F*o, true",
        "node.name==f*o, fo, false",
        "node.name==f*o, foo, false",
        "node.name==f.-$o, f.-$o, true",
        "node.name==f.-$o, fa-$o, false",
        "node.name==foo, \"\", false",
        "node.name!=foo, \"\", true",
      })
  void valuesAreComparedAsWholeTextsWhateverTheirCase(String text, String actual, boolean accepts) {
    assertThat(Constraint.parse(text).accepts(actual)).isEqualTo(accepts);
  }

  // CN-5: simple folding, one letter to one letter.
  @ParameterizedTest(name = "{0} on \"{1}\": {2}")
  @CsvSource({
    "a.b==disk, DIS\u212a, true",
    "a.b==ssd, \u017fsd, true",
    "a.b==pin, p\u0131n, false",
    "a.b==PIN, P\u0130N, false",
    "a.b==strasse, stra\u00dfe, false",
  })
  void caseIsFoldedLetterByLetter(String text, String actual, boolean accepts) {
    assertThat(Constraint.parse(text).accepts(actual)).isEqualTo(accepts);
  }

  // CT-2: of several candidates one is enough for ==, and too many for !=.
  @Test
  void notEqualIsTheOppositeOfEqual() {
    List<String> values = Arrays.asList("foo", "fo", "bar", "f*o", "F*O", "");
    for (String value : values) {
      assertThat(Constraint.parse("a.b!=f*o").accepts(value))
          .as(value)
          .isNotEqualTo(Constraint.parse("a.b==f*o").accepts(value));
    }
  }

  // CN-4
  @ParameterizedTest
  @ValueSource(strings = {"node.role=manager", "node.role==man@ger", "4node==x"})
  void oneMistakeFailsTheWholeList(String mistake) {
    List<String> texts = List.of("node.role==worker", mistake);

    assertThatThrownBy(() -> Constraints.parse(texts))
        .isInstanceOf(InvalidConstraintException.class);
    assertThat(Constraints.parseOrNone(texts)).isSameAs(Constraints.NONE);
  }
}
