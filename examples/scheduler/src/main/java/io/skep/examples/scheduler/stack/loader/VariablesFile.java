package io.skep.examples.scheduler.stack.loader;

import io.skep.examples.scheduler.input.InputException;
import io.skep.examples.scheduler.input.InputText;
import io.skep.examples.scheduler.stack.Place;
import io.skep.examples.scheduler.stack.interpolation.Interpolation;
import io.skep.examples.scheduler.stack.yaml.Findings;
import io.skep.examples.scheduler.stack.yaml.YamlScalar;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file of variables for stack files, like those of {@code docker compose --env-file}, but each
 * variable is a single line: {@code NAME=value}, with {@code export} before it or not; empty lines
 * and those that start with {@code #} are remarks.
 *
 * <p>Blanks around a value do not count, and {@code #} after a blank starts a remark. A value in
 * single quotes stands as it is; in double quotes and without any, variables are put in, those of
 * earlier lines among them. What the environment has wins over the file.
 */
public final class VariablesFile {
  private static final Pattern LINE =
      Pattern.compile("(?:export\\s+)?([A-Za-z_][A-Za-z0-9_.]*)\\s*=\\s*(.*)");
  private static final Pattern QUOTED =
      Pattern.compile("(['\"])((?:\\\\.|(?!\\1).)*)\\1\\s*(?:#.*)?");
  private static final Pattern ESCAPE = Pattern.compile("\\\\([nt\"\\\\])");
  private static final Pattern REMARK = Pattern.compile("(?:^|\\s+)#.*$");

  private final Map<String, String> environment;
  private final Findings findings = new Findings();

  private VariablesFile(Map<String, String> environment) {
    this.environment = new LinkedHashMap<>(environment);
  }

  /**
   * All variables of {@code environment}, and those of the file at {@code path} that it lacks.
   *
   * @throws InputException if the file cannot be read or a line is no variable
   */
  public static Map<String, String> load(Path path, Map<String, String> environment) {
    return parse(path.toString(), InputText.read(path), environment);
  }

  /** Reads {@code text}, calling it {@code file} in messages; fails as {@link #load} does. */
  public static Map<String, String> parse(
      String file, String text, Map<String, String> environment) {
    var reader = new VariablesFile(environment);
    List<String> lines = text.replaceFirst("^\uFEFF", "").lines().toList();
    var names = new LinkedHashMap<String, String>();
    for (int number = 1; number <= lines.size(); number++) {
      String line = lines.get(number - 1).strip();
      if (!line.isEmpty() && !line.startsWith("#")) {
        reader.read(line, new Place(file, number, 1), names);
      }
    }
    reader.findings.throwIfRefused();
    names.forEach((name, value) -> reader.environment.putIfAbsent(name, value));
    return Collections.unmodifiableMap(reader.environment);
  }

  private void read(String line, Place place, Map<String, String> read) {
    Matcher parts = LINE.matcher(line);
    if (!parts.matches()) {
      findings.refuse(place, "the line is no variable; write NAME=value");
      return;
    }
    String written = parts.group(2);
    Matcher quoted = QUOTED.matcher(written);
    if (quoted.matches()) {
      String value = quoted.group(2);
      read.put(
          parts.group(1),
          quoted.group(1).equals("'") ? value : replaced(unescaped(value), place, read));
    } else if (written.startsWith("'") || written.startsWith("\"")) {
      findings.refuse(place, "the quote of variable %s is not closed".formatted(parts.group(1)));
    } else {
      String value = REMARK.matcher(written).replaceFirst("");
      read.put(parts.group(1), replaced(value, place, read));
    }
  }

  private static String unescaped(String value) {
    // In one pass: what one escape gives is not the beginning of another.
    return ESCAPE
        .matcher(value)
        .replaceAll(escape -> Matcher.quoteReplacement(meaning(escape.group(1))));
  }

  private static String meaning(String escaped) {
    return switch (escaped) {
      case "n" -> "\n";
      case "t" -> "\t";
      default -> escaped;
    };
  }

  private String replaced(String value, Place place, Map<String, String> read) {
    var known = new LinkedHashMap<>(read);
    known.putAll(environment);
    var scalar = new YamlScalar(place, YamlScalar.Kind.TEXT, value);
    return ((YamlScalar) new Interpolation(known, findings).apply(scalar)).text();
  }
}
