package io.skep.scheduler.constraint;

import java.util.Objects;
import java.util.regex.Pattern;

/**
 * One demand: what {@code key} names must, or must not, equal {@code value}. Compared as whole
 * texts whatever the case; no character has a special meaning.
 *
 * @param key what is compared, as written, for example {@code node.labels.zone}
 * @param operator how
 * @param value the text to compare with, as written
 */
public record Constraint(String key, Operator operator, String value) {
  /** How a constraint compares. */
  public enum Operator {
    /** The two must be equal. */
    EQUAL("=="),
    /** The two must differ. */
    NOT_EQUAL("!=");

    private final String sign;

    Operator(String sign) {
      this.sign = sign;
    }

    @Override
    public String toString() {
      return sign;
    }
  }

  private static final char KELVIN_SIGN = '\u212a';
  private static final char LONG_S = '\u017f';

  // ASCII only: ignoring the case of all of Unicode would let in the two above.
  private static final Pattern KEY = Pattern.compile("[a-zA-Z_][a-zA-Z0-9\\-_.]+");
  private static final Pattern VALUE =
      Pattern.compile("[a-zA-Z0-9:\\-_ \\t\\n\\f\\r.*()?+\\[\\]\\\\^$|/]+");

  /** Refuses nulls, and what no constraint could be written with. */
  public Constraint {
    Objects.requireNonNull(operator, "operator");
    if (!KEY.matcher(key).matches()) {
      throw new InvalidConstraintException(
          "key '" + key + "' is invalid", key + " " + operator + " " + value);
    }
    if (!VALUE.matcher(value).matches()) {
      throw new InvalidConstraintException(
          "value '" + value + "' is invalid", key + " " + operator + " " + value);
    }
  }

  /**
   * Reads {@code text}: a key, an operator and a value, with white space around each. A text that
   * holds {@code ==} anywhere is split at the first of them, any other at its first {@code !=}.
   *
   * @throws InvalidConstraintException if it is none
   */
  public static Constraint parse(String text) {
    Operator operator = operatorOf(text);
    int at = text.indexOf(operator.sign);
    return new Constraint(
        trim(text.substring(0, at)), operator, trim(text.substring(at + operator.sign.length())));
  }

  /** Whether any node could satisfy this: the key names something, and an address is one. */
  public boolean hasMeaning() {
    return NodeTest.of(this) != NodeTest.NEVER;
  }

  /** Whether a node with {@code actual} under this key is acceptable. */
  public boolean accepts(String actual) {
    return accepts(equalsValue(actual));
  }

  /** Whether a node is acceptable for which the two are, or are not, equal. */
  boolean accepts(boolean equal) {
    return equal == (operator == Operator.EQUAL);
  }

  @Override
  public String toString() {
    return key + operator + value;
  }

  /** Equality under Unicode's simple case folding, which {@code equalsIgnoreCase} is not quite. */
  private boolean equalsValue(String actual) {
    if (actual.length() != value.length()) {
      return false;
    }
    for (int i = 0; i < actual.length(); i++) {
      if (fold(actual.charAt(i)) != fold(value.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  /** Folds all that folds to ASCII; the value is ASCII. */
  private static char fold(char c) {
    if (c >= 'A' && c <= 'Z') {
      return (char) (c - 'A' + 'a');
    }
    return switch (c) {
      case KELVIN_SIGN -> 'k';
      case LONG_S -> 's';
      default -> c;
    };
  }

  private static Operator operatorOf(String text) {
    for (Operator operator : Operator.values()) {
      if (text.contains(operator.sign)) {
        return operator;
      }
    }
    throw new InvalidConstraintException("constraint expected one operator from ==, !=", text);
  }

  private static String trim(String text) {
    int start = 0;
    int end = text.length();
    while (start < end && isSpace(text.charAt(start))) {
      start++;
    }
    while (start < end && isSpace(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(start, end);
  }

  /** White space of Unicode; Java's own notion leaves out no-break spaces and U+0085. */
  private static boolean isSpace(char c) {
    return Character.isSpaceChar(c) || (c >= '\t' && c <= '\r') || c == '\u0085';
  }
}
