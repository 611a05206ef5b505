package io.skep.examples.scheduler.stack.spec;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The form of a placement constraint: {@code key == value} or {@code key != value}. A scheduler
 * passes over constraints that it cannot read, so they must not get that far.
 */
final class ConstraintSyntax {
  private static final Pattern KEY = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_.-]+");
  private static final Pattern VALUE =
      Pattern.compile("[a-zA-Z0-9:\\-_.*()?+\\[\\]\\\\^$|/\\t\\n\\f\\r ]+");

  private ConstraintSyntax() {}

  /** What is wrong with {@code constraint}; empty if it is well formed. */
  static Optional<String> problemOf(String constraint) {
    int operator = constraint.indexOf("==");
    if (operator < 0) {
      operator = constraint.indexOf("!=");
    }
    if (operator < 0) {
      return Optional.of(
          "constraint '%s' has neither == nor !=; write key == value".formatted(constraint));
    }
    String key = constraint.substring(0, operator).strip();
    if (!KEY.matcher(key).matches()) {
      return Optional.of(
          "constraint '%s': key '%s' is invalid; use one such as node.role or node.labels.zone"
              .formatted(constraint, key));
    }
    String value = constraint.substring(operator + 2).strip();
    return VALUE.matcher(value).matches()
        ? Optional.empty()
        : Optional.of("constraint '%s': value '%s' is invalid".formatted(constraint, value));
  }
}
