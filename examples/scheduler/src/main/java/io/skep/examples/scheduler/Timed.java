package io.skep.examples.scheduler;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A node or a file, and the moment at which something is done with it. Immutable.
 *
 * @param name which
 * @param at when, counted from the start of the run
 */
record Timed(String name, Duration at) {
  private static final Pattern TIME =
      Pattern.compile("(?:(\\d+)h)?(?:(\\d+)m)?(?:(\\d+)(?:\\.(\\d{1,9}))?s)?(?:(\\d+)ms)?");

  /** Reads {@code NODE@TIME}. */
  static final class OfNode implements ITypeConverter<Timed> {
    @Override
    public Timed convert(String text) {
      return parse(
          text, "NODE@TIME; write a hostname and a time such as finch@30s or node-3@1m30s");
    }
  }

  /** Reads {@code FILE@TIME}. */
  static final class OfFile implements ITypeConverter<Timed> {
    @Override
    public Timed convert(String text) {
      return parse(
          text, "FILE@TIME; write a file and a time such as stack-2.yml@30s or v2.yml@1m30s");
    }
  }

  /** Reads {@code TIME}. */
  static final class OfTime implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
      return time(text, text, "TIME; write one such as 90s, 1m30s or 24h");
    }
  }

  /** Takes {@code text} apart at its last {@code @}; {@code form} says what it should look like. */
  private static Timed parse(String text, String form) {
    int separator = text.lastIndexOf('@');
    if (separator < 1) {
      throw new TypeConversionException("'%s' is not %s".formatted(text, form));
    }
    return new Timed(text.substring(0, separator), time(text, text.substring(separator + 1), form));
  }

  private static Duration time(String text, String time, String form) {
    Matcher parts = TIME.matcher(time.toLowerCase(Locale.ROOT));
    if (time.isEmpty() || !parts.matches()) {
      throw new TypeConversionException("'%s' is not %s".formatted(text, form));
    }
    try {
      return duration(parts);
    } catch (ArithmeticException | NumberFormatException e) {
      throw new TypeConversionException("'%s' names a time that is too long".formatted(text));
    }
  }

  private static Duration duration(Matcher parts) {
    String fraction = parts.group(4) == null ? "" : parts.group(4);
    String nanos = (fraction + "000000000").substring(0, 9);
    return Duration.ofHours(number(parts.group(1)))
        .plusMinutes(number(parts.group(2)))
        .plusSeconds(number(parts.group(3)))
        .plusNanos(number(nanos))
        .plusMillis(number(parts.group(5)));
  }

  private static long number(String digits) {
    return digits == null ? 0 : Long.parseLong(digits);
  }
}
