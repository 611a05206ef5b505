package io.skep.api.wire;

import java.util.List;

/**
 * How the names of the format are written down, one line for each with all that matters about it on
 * the wire: {@code field Task.slot = 5: uint64}. Every line stands for itself. Names are as inside
 * package {@code docker.swarmkit.v1}; those of other packages are complete.
 */
final class FormatLine {
  private FormatLine() {}

  static String file(String path, String syntax) {
    return "file %s: %s".formatted(path, syntax);
  }

  static String message(String name, String file) {
    return "message %s in %s".formatted(name, file);
  }

  /** {@code marks} in the order: one of, optional, packing, deprecated, always sent. */
  static String field(String name, int number, String type, List<String> marks) {
    String line = "field %s = %d: %s".formatted(name, number, type);
    return marks.isEmpty() ? line : line + ", " + String.join(", ", marks);
  }

  static String listOf(String type) {
    return "list of " + type;
  }

  static String mapOf(String key, String value) {
    return "map of %s to %s".formatted(key, value);
  }

  static String oneOf(String name) {
    return "one of " + name;
  }

  static String enumeration(String name, String file) {
    return "enum %s in %s".formatted(name, file);
  }

  static String value(String name, int number) {
    return "value %s = %d".formatted(name, number);
  }

  static String service(String name, String file) {
    return "service %s in %s".formatted(name, file);
  }

  static String rpc(String name, String request, String response) {
    return "rpc %s: %s to %s".formatted(name, request, response);
  }

  static String stream(String type) {
    return "stream of " + type;
  }

  /** A mark of our own on the descriptors of fields or messages. */
  static String mark(String name, int number, String type, String on) {
    return "mark %s = %d: %s on %s".formatted(name, number, type, on);
  }
}
