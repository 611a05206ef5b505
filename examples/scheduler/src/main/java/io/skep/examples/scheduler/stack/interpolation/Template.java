package io.skep.examples.scheduler.stack.interpolation;

import java.util.List;

/**
 * A text with variables, taken apart. Immutable.
 *
 * @param parts in the order of the text
 */
record Template(List<Part> parts) {
  Template {
    parts = List.copyOf(parts);
  }

  /** A piece of a template. */
  sealed interface Part {}

  /** Text that stays as it is; {@code $$} has become {@code $}. */
  record Literal(String text) implements Part {}

  /**
   * A variable.
   *
   * @param name letters, digits and {@code _}
   * @param rule what becomes of it
   * @param word the default, the message or the alternative; empty for {@link Rule#VALUE}
   */
  record Reference(String name, Rule rule, Template word) implements Part {}

  /** What becomes of a variable. */
  enum Rule {
    /** {@code $X} and {@code ${X}}: the value. */
    VALUE(""),
    /** {@code ${X:-word}}: the value, or the word if the value is unset or empty. */
    DEFAULT_IF_EMPTY(":-"),
    /** {@code ${X-word}}: the value, or the word if it is unset. */
    DEFAULT("-"),
    /** {@code ${X:?word}}: the value, which must be set and not empty. */
    REQUIRED_NOT_EMPTY(":?"),
    /** {@code ${X?word}}: the value, which must be set. */
    REQUIRED("?"),
    /** {@code ${X:+word}}: the word if the value is set and not empty, else nothing. */
    ALTERNATIVE_IF_NOT_EMPTY(":+"),
    /** {@code ${X+word}}: the word if the value is set, else nothing. */
    ALTERNATIVE("+");

    private final String operator;

    Rule(String operator) {
      this.operator = operator;
    }

    String operator() {
      return operator;
    }
  }
}
