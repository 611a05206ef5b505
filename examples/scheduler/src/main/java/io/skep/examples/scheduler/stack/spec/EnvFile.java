package io.skep.examples.scheduler.stack.spec;

import io.skep.examples.scheduler.stack.Place;
import io.skep.examples.scheduler.stack.schema.Value;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A file of variables as Docker reads it: a line for each {@code name=value}, the value as it
 * stands, quotes and all; {@code name} alone passes a variable of the environment on; lines that
 * start with {@code #} are remarks.
 *
 * @param path as written
 * @param required whether its absence is worth a word
 */
record EnvFile(String path, boolean required) {
  /** Far more than a process can be started with. */
  private static final int MAX_BYTES = 1 << 20;

  /** The variables with a value, in the order of the file. */
  Map<String, String> read(Value<EnvFile> written, Scope scope) {
    try {
      Path file = scope.folder().resolve(path);
      try (InputStream bytes = Files.newInputStream(file)) {
        byte[] content = bytes.readNBytes(MAX_BYTES + 1);
        if (content.length > MAX_BYTES) {
          scope.refuse(written, "env_file %s is larger than %d bytes".formatted(path, MAX_BYTES));
          return Map.of();
        }
        return parse(new String(content, StandardCharsets.UTF_8), scope);
      }
    } catch (NoSuchFileException absent) {
      if (required) {
        scope.missing(
            written.node().place(),
            "env_file %s is not there".formatted(path),
            "its variables are left out",
            "create it or correct the path");
      }
    } catch (IOException | InvalidPathException unreadable) {
      scope.refuse(
          written, "env_file %s cannot be read: %s".formatted(path, unreadable.getMessage()));
    }
    return Map.of();
  }

  private Map<String, String> parse(String content, Scope scope) {
    Map<String, String> variables = new LinkedHashMap<>();
    String text = content.startsWith("\uFEFF") ? content.substring(1) : content;
    List<String> lines = text.lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).stripLeading();
      if (!line.isEmpty() && !line.startsWith("#")) {
        parseLine(line, new Place(path, i + 1, 1), variables, scope);
      }
    }
    return variables;
  }

  private static void parseLine(
      String line, Place place, Map<String, String> variables, Scope scope) {
    int equals = line.indexOf('=');
    String name = equals < 0 ? line : line.substring(0, equals);
    if (name.isEmpty()) {
      scope.findings().refuse(place, "the line names no variable; write name=value");
    } else if (name.chars().anyMatch(Character::isWhitespace)) {
      scope.findings().refuse(place, "variable '%s' has blanks in its name".formatted(name));
    } else if (equals >= 0) {
      variables.put(name, line.substring(equals + 1));
    } else if (scope.environment().containsKey(name)) {
      variables.put(name, scope.environment().get(name));
    }
  }
}
