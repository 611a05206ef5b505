package io.skep.examples.scheduler.stack.yaml;

import io.skep.examples.scheduler.stack.Place;
import java.util.List;

/**
 * A single value.
 *
 * @param place where it starts
 * @param kind what YAML takes it for
 * @param text as written, without quotes
 * @param unset the variables that were put in as nothing because they have no value
 */
public record YamlScalar(Place place, Kind kind, String text, List<String> unset)
    implements YamlNode {
  /** What YAML takes a single value for. */
  public enum Kind {
    /** Quoted, a block, or plain text that looks like nothing else. */
    TEXT,
    /** {@code 80}, {@code 0o17}, {@code 017}, {@code 0x1f}, {@code 0b11}, {@code 1_000}. */
    INTEGER,
    /** {@code 0.5}, {@code 1e3}, {@code .inf}. */
    DECIMAL,
    /** {@code true} or {@code false}. */
    FLAG,
    /** Nothing, {@code ~} or {@code null}. */
    EMPTY
  }

  /** Longer texts are cut in messages. */
  private static final int SHOWN = 60;

  public YamlScalar {
    unset = List.copyOf(unset);
  }

  /** A value no variable was put into. */
  public YamlScalar(Place place, Kind kind, String text) {
    this(place, kind, text, List.of());
  }

  @Override
  public String describe() {
    return switch (kind) {
      case TEXT -> text.isEmpty() ? "an empty text" : "the text '" + shortened() + "'";
      case INTEGER, DECIMAL -> "the number " + shortened();
      case FLAG -> "the boolean " + text;
      case EMPTY -> "empty";
    };
  }

  private String shortened() {
    String line = text.strip().lines().findFirst().orElse("");
    boolean whole = line.length() <= SHOWN && line.equals(text);
    return whole ? line : line.substring(0, Math.min(line.length(), SHOWN)) + "...";
  }

  @Override
  public String explain(String reason) {
    return switch (unset.size()) {
      case 0 -> reason;
      case 1 -> "%s (variable %s is not set)".formatted(reason, unset.get(0));
      default -> "%s (variables %s are not set)".formatted(reason, String.join(", ", unset));
    };
  }
}
