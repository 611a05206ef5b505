package io.skep.examples.scheduler.stack.schema;

import com.google.protobuf.Duration;
import io.skep.examples.scheduler.stack.schema.Scalars.ParseException;
import io.skep.examples.scheduler.stack.yaml.YamlScalar;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Types of amounts with units: times, sizes, processors, file modes. */
public final class Quantities {
  private static final BigDecimal NANOS_PER_SECOND = BigDecimal.valueOf(1_000_000_000);
  private static final BigDecimal MAX_LONG = BigDecimal.valueOf(Long.MAX_VALUE);

  private static final Map<String, BigDecimal> TIME_UNITS_IN_NANOS =
      Map.of(
          "ns", BigDecimal.ONE,
          "us", BigDecimal.valueOf(1_000),
          "\u00b5s", BigDecimal.valueOf(1_000), // The micro sign,
          "\u03bcs", BigDecimal.valueOf(1_000), // and the Greek letter.
          "ms", BigDecimal.valueOf(1_000_000),
          "s", NANOS_PER_SECOND,
          "m", BigDecimal.valueOf(60_000_000_000L),
          "h", BigDecimal.valueOf(3_600_000_000_000L));

  private static final Pattern TIME =
      Pattern.compile("([0-9]+(?:\\.[0-9]*)?|\\.[0-9]+)([a-z\u00b5\u03bc]+)");
  private static final Pattern SIZE =
      Pattern.compile("([0-9]+(?:\\.[0-9]*)?|\\.[0-9]+) ?([kmgtp]?)(?:i?b)?");

  /** A time such as {@code 1m30s} or {@code 0.5s}, 0 or more, to the nanosecond. */
  public static final Type<Duration> DURATION = Scalars.parsed(Quantities::duration);

  /** A size such as {@code 50M}, {@code 1.5g} or {@code 512kb}, in bytes; a thousand is 1,024. */
  public static final Type<Long> SIZE_BYTES = Scalars.parsed(Quantities::bytes);

  /** Like {@link #SIZE_BYTES}, or a plain number of bytes. */
  public static final Type<Long> SIZE_OR_BYTES =
      (node, reading) ->
          node instanceof YamlScalar scalar && scalar.kind() == YamlScalar.Kind.INTEGER
              ? Scalars.COUNT.read(node, reading)
              : SIZE_BYTES.read(node, reading);

  /** Processors such as {@code 0.5} or {@code "2"}, in billionths. */
  public static final Type<Long> NANO_CPUS =
      (node, reading) -> {
        Optional<BigDecimal> number = Scalars.DECIMAL.read(node, reading);
        if (number.isEmpty()) {
          return Optional.empty();
        }
        BigDecimal nanos = number.get().multiply(NANOS_PER_SECOND).stripTrailingZeros();
        boolean exact = nanos.scale() <= 0 && nanos.signum() >= 0 && nanos.compareTo(MAX_LONG) <= 0;
        return exact
            ? Optional.of(nanos.longValueExact())
            : reading.refuseType(node, "a number of processors, to a billionth");
      };

  /**
   * The permissions of a file: a YAML integer, usually octal such as {@code 0440}, or the octal
   * digits as a text.
   */
  public static final Type<Integer> FILE_MODE =
      (node, reading) ->
          node instanceof YamlScalar scalar && scalar.kind() == YamlScalar.Kind.TEXT
              ? octal(scalar, reading)
              : Scalars.range(0, 07777).read(node, reading).map(Long::intValue);

  private Quantities() {}

  private static Optional<Integer> octal(YamlScalar scalar, Reading reading) {
    return scalar.text().matches("(?:0o?)?[0-7]{1,4}")
        ? Optional.of(Integer.parseInt(scalar.text().replace("o", ""), 8))
        : reading.refuseType(scalar, "a file mode in octal such as 0440");
  }

  private static Duration duration(String text) throws ParseException {
    if (text.equals("0")) {
      return Duration.getDefaultInstance();
    }
    Matcher piece = TIME.matcher(text);
    BigDecimal nanos = BigDecimal.ZERO;
    int end = 0;
    while (piece.region(end, text.length()).lookingAt()) {
      BigDecimal unit = TIME_UNITS_IN_NANOS.get(piece.group(2));
      Optional<BigDecimal> number = Numbers.decimal(piece.group(1));
      if (unit == null || number.isEmpty()) {
        break;
      }
      nanos = nanos.add(number.get().multiply(unit));
      end = piece.end();
    }
    if (text.isEmpty() || end < text.length() || nanos.compareTo(MAX_LONG) > 0) {
      throw new ParseException(
          "must be a time such as 10s, 1m30s or 500ms but is '%s'".formatted(text));
    }
    long whole = nanos.setScale(0, RoundingMode.DOWN).longValueExact();
    return Duration.newBuilder()
        .setSeconds(whole / 1_000_000_000)
        .setNanos((int) (whole % 1_000_000_000))
        .build();
  }

  private static long bytes(String text) throws ParseException {
    Matcher size = SIZE.matcher(text.toLowerCase(Locale.ROOT));
    Optional<BigDecimal> number =
        size.matches() ? Numbers.decimal(size.group(1)) : Optional.empty();
    BigDecimal bytes =
        number.map(value -> value.multiply(unitBytes(size.group(2)))).orElse(MAX_LONG);
    if (bytes.compareTo(MAX_LONG) >= 0) {
      throw new ParseException(
          "must be a size such as 512m, 1.5g or 4096b but is '%s'".formatted(text));
    }
    return bytes.longValue();
  }

  private static BigDecimal unitBytes(String prefix) {
    int power = prefix.isEmpty() ? 0 : "kmgtp".indexOf(prefix) + 1;
    return BigDecimal.valueOf(1L << (10 * power));
  }
}
