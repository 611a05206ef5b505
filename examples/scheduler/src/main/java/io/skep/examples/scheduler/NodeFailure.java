package io.skep.examples.scheduler;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A node that dies. Immutable.
 *
 * @param hostname which
 * @param at when, counted from the start of the run
 */
record NodeFailure(String hostname, Duration at) {
  /** Reads {@code NODE@TIME}. */
  static final class Converter implements ITypeConverter<NodeFailure> {
    private static final Pattern TIME =
        Pattern.compile("(?:(\\d+)h)?(?:(\\d+)m)?(?:(\\d+)(?:\\.(\\d{1,9}))?s)?(?:(\\d+)ms)?");

    @Override
    public NodeFailure convert(String text) {
      int separator = text.lastIndexOf('@');
      if (separator < 1) {
        throw invalid(text);
      }
      String time = text.substring(separator + 1).toLowerCase(Locale.ROOT);
      Matcher parts = TIME.matcher(time);
      if (time.isEmpty() || !parts.matches()) {
        throw invalid(text);
      }
      return new NodeFailure(text.substring(0, separator), duration(parts));
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

    private static TypeConversionException invalid(String text) {
      return new TypeConversionException(
          "'%s' is not NODE@TIME; write a hostname and a time such as finch@30s or node-3@1m30s"
              .formatted(text));
    }
  }
}
