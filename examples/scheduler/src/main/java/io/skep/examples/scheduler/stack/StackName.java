package io.skep.examples.scheduler.stack;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a stack, which every object of the stack carries in front of its own. Immutable.
 *
 * @param text letters, digits, {@code -} and {@code _}, a letter or digit first; at most {@value
 *     #MAX_LENGTH} characters
 */
public record StackName(String text) {
  /** Leaves half of the 63 characters that a service's name may have to the service itself. */
  public static final int MAX_LENGTH = 32;

  private static final Pattern UNFIT = Pattern.compile("[^a-zA-Z0-9_-]");
  private static final Pattern UNFIT_START = Pattern.compile("^[_-]+");
  private static final Pattern SEPARATOR = Pattern.compile("[_-]");

  public StackName {
    Objects.requireNonNull(text, "text");
    if (!text.equals(clean(text)) || text.isEmpty()) {
      throw new IllegalArgumentException(
          "'%s' is no name for a stack: use 1 to %d letters, digits, '-' and '_', with a letter or digit first"
              .formatted(text, MAX_LENGTH));
    }
  }

  /**
   * The name for a file that was given none: the file's base name with unfit characters replaced.
   * Of a long one the end is kept, because that is where file names differ; {@code "stack"} if
   * nothing fit is left.
   */
  public static StackName of(Path file) {
    Path last = file.getFileName();
    String base = last == null ? "" : withoutExtension(last.toString());
    String cleaned = clean(base);
    return new StackName(cleaned.isEmpty() ? "stack" : cleaned);
  }

  private static String withoutExtension(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    for (String extension : new String[] {".yml", ".yaml", ".json"}) {
      if (lower.endsWith(extension)) {
        return name.substring(0, name.length() - extension.length());
      }
    }
    return name;
  }

  private static String clean(String text) {
    String fit = UNFIT.matcher(text).replaceAll("-");
    String end = fit.length() <= MAX_LENGTH ? fit : wholeWords(fit);
    return UNFIT_START.matcher(end).replaceFirst("");
  }

  private static String wholeWords(String fit) {
    int start = fit.length() - MAX_LENGTH;
    Matcher separator = SEPARATOR.matcher(fit).region(start - 1, fit.length() - 1);
    return fit.substring(separator.find() ? separator.end() : start);
  }

  /** The name of the stack's object that the file calls {@code name}. */
  public String scope(String name) {
    return text + "_" + name;
  }

  @Override
  public String toString() {
    return text;
  }
}
