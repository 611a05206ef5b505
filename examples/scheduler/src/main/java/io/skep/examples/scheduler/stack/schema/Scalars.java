package io.skep.examples.scheduler.stack.schema;

import io.skep.examples.scheduler.stack.yaml.YamlNode;
import io.skep.examples.scheduler.stack.yaml.YamlScalar;
import io.skep.examples.scheduler.stack.yaml.YamlScalar.Kind;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Types of single values.
 *
 * <p>A text stands for a number or a boolean wherever one is wanted, because interpolation yields
 * texts. A number or boolean never stands for a text: YAML has changed it already, {@code 0755}
 * into 493 and {@code 1.10} into 1.1.
 */
public final class Scalars {
  /** A text. */
  public static final Type<String> TEXT =
      (node, reading) -> textOf(node, Kind.TEXT).or(() -> refuse("a text", node, reading));

  /** A text, or a number in the way Docker prints it. */
  public static final Type<String> TEXT_OR_NUMBER =
      (node, reading) ->
          textOf(node, Kind.TEXT)
              .or(() -> printed(node))
              .or(() -> refuse("a text or a number", node, reading));

  /** A value of a label or a variable: the Compose specification alone allows booleans. */
  static final Type<String> PAIR_VALUE =
      (node, reading) ->
          reading.format() == Format.SPECIFICATION
                  && node instanceof YamlScalar scalar
                  && scalar.kind() == Kind.FLAG
              ? Optional.of(scalar.text().toLowerCase(Locale.ROOT))
              : TEXT_OR_NUMBER.read(node, reading);

  /** A boolean; as a text also {@code yes}, {@code no}, {@code on}, {@code off}, in any case. */
  public static final Type<Boolean> FLAG = Scalars::flag;

  /** A whole number from the range of a Java {@code long}. */
  public static final Type<Long> INTEGER =
      (node, reading) -> integer(node, reading, Long.MIN_VALUE, Long.MAX_VALUE);

  /** A whole number, 0 or more. */
  public static final Type<Long> COUNT = range(0, Long.MAX_VALUE);

  /** A decimal number. */
  public static final Type<BigDecimal> DECIMAL =
      (node, reading) -> number(node).or(() -> reading.refuseType(node, "a number"));

  private static final Map<String, Boolean> FLAGS =
      Map.of(
          "true", true, "yes", true, "y", true, "on", true, "false", false, "no", false, "n", false,
          "off", false);

  private Scalars() {}

  /** A whole number from {@code least} to {@code greatest}. */
  public static Type<Long> range(long least, long greatest) {
    return (node, reading) -> integer(node, reading, least, greatest);
  }

  /** Texts that {@code parse} turns into something else, or says what is wrong with. */
  public static <T> Type<T> parsed(Parser<T> parse) {
    return (node, reading) -> {
      Optional<String> text = TEXT.read(node, reading);
      try {
        return text.isPresent() ? Optional.of(parse.parse(text.get())) : Optional.empty();
      } catch (ParseException unfit) {
        return reading.refuse(node, unfit.getMessage());
      }
    };
  }

  /** Turns a text into a value. */
  @FunctionalInterface
  public interface Parser<T> {
    /** The value, never null. */
    T parse(String text) throws ParseException;
  }

  /** A text has not the form that its place asks for; the message says what is wrong with it. */
  public static final class ParseException extends Exception {
    private static final long serialVersionUID = 1L;

    /** With what is wrong and what to do. */
    public ParseException(String reason) {
      super(reason);
    }
  }

  private static <T> Optional<T> refuse(String wanted, YamlNode node, Reading reading) {
    boolean quotable =
        node instanceof YamlScalar scalar
            && scalar.kind() != Kind.TEXT
            && scalar.kind() != Kind.EMPTY;
    String advice = quotable ? "; put it in quotes" : "";
    return reading.refuse(
        node, "must be %s but is %s%s".formatted(wanted, node.describe(), advice));
  }

  private static Optional<String> printed(YamlNode node) {
    if (!(node instanceof YamlScalar scalar)) {
      return Optional.empty();
    }
    return switch (scalar.kind()) {
      case INTEGER -> Numbers.integer(scalar.text()).map(BigInteger::toString);
      case DECIMAL -> Optional.of(printedDecimal(scalar.text()));
      case TEXT, FLAG, EMPTY -> Optional.empty();
    };
  }

  private static String printedDecimal(String text) {
    return Numbers.decimal(text).map(Numbers::print).orElse(text);
  }

  private static Optional<Boolean> flag(YamlNode node, Reading reading) {
    return textOf(node, Kind.FLAG)
        .or(() -> textOf(node, Kind.TEXT))
        .map(text -> FLAGS.get(text.toLowerCase(Locale.ROOT)))
        .or(() -> reading.refuseType(node, "true or false"));
  }

  private static Optional<String> textOf(YamlNode node, Kind kind) {
    return node instanceof YamlScalar scalar && scalar.kind() == kind
        ? Optional.of(scalar.text())
        : Optional.empty();
  }

  private static Optional<Long> integer(YamlNode node, Reading reading, long least, long greatest) {
    return textOf(node, Kind.INTEGER)
        .flatMap(Numbers::integer)
        .or(() -> textOf(node, Kind.TEXT).flatMap(Numbers::decimalInteger))
        .filter(value -> value.bitLength() < Long.SIZE)
        .map(BigInteger::longValue)
        .filter(value -> value >= least && value <= greatest)
        .or(() -> reading.refuseType(node, wholeNumber(least, greatest)));
  }

  private static String wholeNumber(long least, long greatest) {
    if (greatest != Long.MAX_VALUE) {
      return "a whole number from %d to %d".formatted(least, greatest);
    }
    return least == Long.MIN_VALUE
        ? "a whole number"
        : "a whole number, %d or more".formatted(least);
  }

  private static Optional<BigDecimal> number(YamlNode node) {
    if (!(node instanceof YamlScalar scalar)) {
      return Optional.empty();
    }
    return switch (scalar.kind()) {
      case INTEGER -> Numbers.integer(scalar.text()).map(BigDecimal::new);
      case DECIMAL, TEXT -> Numbers.decimal(scalar.text());
      case FLAG, EMPTY -> Optional.empty();
    };
  }
}
