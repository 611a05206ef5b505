package io.skep.examples.scheduler.stack.schema;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Locale;
import java.util.Optional;

/** Numbers as YAML writes them and as Docker prints them. */
final class Numbers {
  /** Beyond it, a number is not one that a stack file can mean; it also bounds the work. */
  private static final int MAX_DIGITS = 400;

  private Numbers() {}

  /** A whole number: decimal, octal with {@code 0} or {@code 0o}, {@code 0x} or {@code 0b}. */
  static Optional<BigInteger> integer(String text) {
    String digits = text.replace("_", "").toLowerCase(Locale.ROOT);
    boolean negative = digits.startsWith("-");
    if (negative || digits.startsWith("+")) {
      digits = digits.substring(1);
    }
    if (digits.startsWith("0x")) {
      return parse(digits.substring(2), 16, negative);
    }
    if (digits.startsWith("0b")) {
      return parse(digits.substring(2), 2, negative);
    }
    if (digits.startsWith("0o")) {
      return parse(digits.substring(2), 8, negative);
    }
    boolean octal = digits.length() > 1 && digits.startsWith("0");
    return parse(digits, octal ? 8 : 10, negative);
  }

  /** A whole number in a text, where a leading zero means nothing. */
  static Optional<BigInteger> decimalInteger(String text) {
    boolean negative = text.startsWith("-");
    return parse(negative || text.startsWith("+") ? text.substring(1) : text, 10, negative);
  }

  private static Optional<BigInteger> parse(String digits, int radix, boolean negative) {
    boolean fit =
        !digits.isEmpty()
            && digits.length() <= MAX_DIGITS
            && digits.chars().allMatch(c -> c < 128 && Character.digit(c, radix) >= 0);
    if (!fit) {
      return Optional.empty();
    }
    BigInteger value = new BigInteger(digits, radix);
    return Optional.of(negative ? value.negate() : value);
  }

  /** A decimal number, exactly; empty for infinities and what is no number. */
  static Optional<BigDecimal> decimal(String text) {
    if (text.length() > MAX_DIGITS) {
      return Optional.empty();
    }
    try {
      var value = new BigDecimal(text);
      boolean bounded = Math.abs((long) value.precision() - value.scale()) <= MAX_DIGITS;
      return bounded ? Optional.of(value) : Optional.empty();
    } catch (NumberFormatException notDecimal) {
      return Optional.empty();
    }
  }

  /**
   * Prints a decimal number as Go does: {@code 1.10} is {@code 1.1}, {@code 2.0} is {@code 2}, and
   * from a million on and below a ten-thousandth with an exponent of two digits or more.
   */
  static String print(BigDecimal value) {
    if (value.signum() == 0) {
      return "0";
    }
    BigDecimal shortest = value.stripTrailingZeros();
    int exponent = shortest.precision() - shortest.scale() - 1;
    if (exponent >= -4 && exponent < 6) {
      return shortest.toPlainString();
    }
    String digits = shortest.unscaledValue().abs().toString();
    String mantissa = digits.length() == 1 ? digits : digits.charAt(0) + "." + digits.substring(1);
    return "%s%se%s%02d"
        .formatted(
            value.signum() < 0 ? "-" : "", mantissa, exponent < 0 ? "-" : "+", Math.abs(exponent));
  }
}
