package io.skep.examples.scheduler.stack.spec;

import io.skep.examples.scheduler.stack.schema.Value;
import java.util.Set;
import java.util.regex.Pattern;

/** The names that a manager accepts. */
final class ObjectNames {
  private static final int MAX_DNS = 63;
  private static final int MAX_FILE_OBJECT = 64;

  private static final Pattern DNS = Pattern.compile("[a-zA-Z0-9](?:[a-zA-Z0-9_-]*[a-zA-Z0-9])?");
  private static final Pattern FILE_OBJECT =
      Pattern.compile("[a-zA-Z0-9](?:[a-zA-Z0-9._-]*[a-zA-Z0-9])?");

  private ObjectNames() {}

  /** Refuses {@code name} if no service or network can have it. */
  static void checkDns(String what, String name, Value<?> object, Scope scope) {
    if (name.length() > MAX_DNS || !DNS.matcher(name).matches()) {
      scope
          .findings()
          .refuse(
              object.named(),
              "%s would be called '%s', which must have at most %d letters, digits, '-' and '_', with a letter or digit at both ends"
                  .formatted(what, name, MAX_DNS));
    }
  }

  /** Refuses {@code name} if no secret or config can have it. */
  static void checkFileObject(String what, String name, Value<?> object, Scope scope) {
    if (name.length() > MAX_FILE_OBJECT || !FILE_OBJECT.matcher(name).matches()) {
      scope
          .findings()
          .refuse(
              object.named(),
              "%s would be called '%s', which must have at most %d letters, digits, '-', '_' and '.', with a letter or digit at both ends"
                  .formatted(what, name, MAX_FILE_OBJECT));
    }
  }

  /** Refuses {@code name} if {@code taken} has it; else adds it. */
  static void checkUnique(
      String what, String name, Value<?> object, Set<String> taken, Scope scope) {
    if (!taken.add(name)) {
      String reason = "another %s of the file is called '%s' as well; rename one";
      scope.findings().refuse(object.named(), reason.formatted(what, name));
    }
  }
}
