package io.skep.manager.config;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * A value for every key, and where it comes from: a file, above it the environment, above that the
 * command line. Immutable.
 */
public final class Configuration {
  /** The variable that names the file. */
  public static final String FILE_VARIABLE = "SKEP_CONFIG";

  private static final String PREFIX = "SKEP_";
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9/.][A-Za-z0-9/._-]*");

  private final Map<Key, Given> values;

  private Configuration(Map<Key, Given> values) {
    this.values = values;
  }

  /**
   * Puts together what there is.
   *
   * @param file the file that the command line names, before that of {@link #FILE_VARIABLE}
   * @param environment all variables of the process; those that do not begin with {@code SKEP_} are
   *     nobody's business
   * @param flags what the command line says
   * @throws ConfigurationException if the file cannot be read, or anything is unknown
   */
  public static Configuration of(
      Optional<Path> file, Map<String, String> environment, Map<Key, String> flags) {
    var mistakes = new ArrayList<String>();
    Map<Key, Given> values = new EnumMap<>(Key.class);
    for (Key key : Key.values()) {
      values.put(key, new Given(key.usual(), "default"));
    }
    file.or(() -> Optional.ofNullable(environment.get(FILE_VARIABLE)).map(Path::of))
        .ifPresent(path -> values.putAll(ConfigurationFile.read(path, mistakes)));
    values.putAll(ofEnvironment(environment, mistakes));
    flags.forEach((key, text) -> values.put(key, new Given(text, key.flag())));
    if (!mistakes.isEmpty()) {
      throw new ConfigurationException(mistakes);
    }
    return new Configuration(values);
  }

  private static Map<Key, Given> ofEnvironment(
      Map<String, String> environment, List<String> mistakes) {
    var known = new TreeMap<String, Key>();
    for (Key key : Key.values()) {
      known.put(key.variable(), key);
    }
    Map<Key, Given> values = new EnumMap<>(Key.class);
    new TreeMap<>(environment)
        .forEach(
            (name, text) -> {
              if (known.containsKey(name)) {
                values.put(known.get(name), new Given(text, name));
              } else if (name.startsWith(PREFIX) && !name.equals(FILE_VARIABLE)) {
                mistakes.add(Spelling.unknown("variable", name, known.keySet()));
              }
            });
    return values;
  }

  /** What is wrong with {@code word} on a command line that knows {@code options}. */
  public static String unknownOption(String word, List<String> options) {
    return Spelling.unknown("option", word, options);
  }

  Given get(Key key) {
    return values.get(key);
  }

  /** A file that says the same, with the origin of each value as a comment. */
  public String print() {
    var text = new StringBuilder();
    for (Key key : Key.values()) {
      Given given = get(key);
      text.append("%s: %s # %s%n".formatted(key.word(), quoted(given.text()), given.origin()));
    }
    return text.toString();
  }

  private static String quoted(String text) {
    return PLAIN.matcher(text).matches()
        ? text
        : '"' + String.valueOf(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
  }
}
