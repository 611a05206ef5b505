package io.skep.server.spec;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Values in the form that SwarmKit's texts have them in, which is Go's. */
final class GoText {
  private static final int PLAIN_DIGITS = 6;
  private static final int SMALLEST_PLAIN = -4;

  private GoText() {}

  /** The shortest form of {@code value}, as Go's %g: 0.0005, 1e-06, -5e+06. */
  static String number(BigDecimal value) {
    BigDecimal plain = value.stripTrailingZeros();
    if (plain.signum() == 0) {
      return "0";
    }
    int exponent = plain.precision() - plain.scale() - 1;
    if (exponent >= SMALLEST_PLAIN && exponent < PLAIN_DIGITS) {
      return plain.toPlainString();
    }
    BigDecimal mantissa =
        plain.movePointLeft(exponent).setScale(plain.precision() - 1, RoundingMode.UNNECESSARY);
    String sign = exponent < 0 ? "-" : "+";
    return "%se%s%02d".formatted(mantissa.toPlainString(), sign, Math.abs(exponent));
  }

  /** {@code text} in quotes, as Go's %q. */
  static String quoted(String text) {
    var quoted = new StringBuilder("\"");
    text.codePoints().forEach(c -> append(quoted, c));
    return quoted.append('"').toString();
  }

  private static void append(StringBuilder quoted, int c) {
    switch (c) {
      case '"', '\\' -> quoted.append('\\').append((char) c);
      case '\n' -> quoted.append("\\n");
      case '\r' -> quoted.append("\\r");
      case '\t' -> quoted.append("\\t");
      default -> {
        if (c < ' ' || c == 0x7f) {
          quoted.append("\\x%02x".formatted(c));
        } else {
          quoted.appendCodePoint(c);
        }
      }
    }
  }
}
