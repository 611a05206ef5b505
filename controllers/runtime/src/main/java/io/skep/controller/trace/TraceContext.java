package io.skep.controller.trace;

import java.util.HexFormat;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in a trace: which trace, and which span of it, in the form of the W3C header {@code
 * traceparent}, so that it can be handed to other systems as it is. Immutable.
 *
 * @param traceId 32 hexadecimal digits, not all 0
 * @param spanId 16 hexadecimal digits, not all 0
 */
public record TraceContext(String traceId, String spanId) {
  private static final Pattern TEXT =
      Pattern.compile("00-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-[0-9a-f]{2}");

  /** The place that {@code text} names; empty if that is something else. */
  public static Optional<TraceContext> parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    return matcher.matches()
        ? Optional.of(new TraceContext(matcher.group(1), matcher.group(2)))
        : Optional.empty();
  }

  /** The beginning of a new trace. */
  public static TraceContext begin(RandomGenerator random) {
    return new TraceContext(digits(random) + digits(random), digits(random));
  }

  /** Another span of this trace. */
  public TraceContext next(RandomGenerator random) {
    return new TraceContext(traceId, digits(random));
  }

  private static String digits(RandomGenerator random) {
    // Never 0, which stands for nothing.
    return HexFormat.of().toHexDigits(random.nextLong() | 1);
  }

  /** This as text, marked as one that is recorded. */
  @Override
  public String toString() {
    return "00-" + traceId + "-" + spanId + "-01";
  }
}
