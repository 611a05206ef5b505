package io.skep.examples.scheduler.stack.spec;

import io.skep.examples.scheduler.stack.schema.Format;
import io.skep.examples.scheduler.stack.schema.Key;
import io.skep.examples.scheduler.stack.schema.Scalars;
import io.skep.examples.scheduler.stack.schema.Scalars.ParseException;
import io.skep.examples.scheduler.stack.yaml.YamlMapping;
import io.skep.examples.scheduler.stack.yaml.YamlNode;
import io.skep.examples.scheduler.stack.yaml.YamlScalar;
import java.util.regex.Pattern;

/**
 * A file's {@code version}. A key of any version is accepted in each: versions only ever added
 * keys.
 */
public final class FormatVersion {
  private static final Pattern KNOWN = Pattern.compile("|2(?:\\.[0-4])?|3(?:\\.(?:[0-9]|1[0-4]))?");

  static final Key<String> VERSION = Key.of("version", Scalars.parsed(FormatVersion::check));

  private FormatVersion() {}

  private static String check(String version) throws ParseException {
    if (!KNOWN.matcher(version).matches()) {
      throw new ParseException(
          "version '%s' is not known; use 3.0 to 3.14, or none for the Compose specification"
              .formatted(version));
    }
    return version;
  }

  /** The description that the file {@code root} follows. */
  public static Format formatOf(YamlNode root) {
    boolean three =
        root instanceof YamlMapping file
            && file.entries().stream()
                .filter(entry -> entry.key().equals(VERSION.name()))
                .anyMatch(
                    entry ->
                        entry.value() instanceof YamlScalar version
                            && version.text().startsWith("3"));
    return three ? Format.VERSION_3 : Format.SPECIFICATION;
  }
}
