package io.skep.examples.scheduler.stack.loader;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Values for the variables of a real stack file, made up from what the variables are called. */
final class DemoVariables {
  private static final Pattern WITHOUT_DEFAULT = Pattern.compile("\\$\\{?([A-Z_]+)(?!:?-|[A-Z_])");
  private static final int FIRST_PORT = 8000;

  private DemoVariables() {}

  static Map<String, String> of(Path file) {
    Map<String, String> variables = new LinkedHashMap<>();
    try {
      Matcher variable = WITHOUT_DEFAULT.matcher(Files.readString(file));
      while (variable.find()) {
        String name = variable.group(1);
        variables.computeIfAbsent(name, any -> value(name, variables.size()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return variables;
  }

  private static String value(String name, int index) {
    if (name.contains("PORT")) {
      return String.valueOf(FIRST_PORT + index);
    }
    return name.endsWith("IMAGE") || name.equals("IMAGE_NAME") ? "example/demo" : "x";
  }
}
