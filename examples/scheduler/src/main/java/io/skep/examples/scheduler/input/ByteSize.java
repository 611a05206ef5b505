package io.skep.examples.scheduler.input;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An amount of memory or disk as people write it: a number, then nothing or {@code k}, {@code m},
 * {@code g}, {@code t} or {@code p} in either case, then nothing, {@code b} or {@code ib}. As in
 * Docker's own files every unit is a power of 1,024: {@code 512M}, {@code 512MB} and {@code 512MiB}
 * are the same.
 *
 * @param bytes not negative
 */
public record ByteSize(long bytes) {
  private static final String UNITS = "kmgtp";
  private static final int BITS_PER_STEP = 10;
  private static final Pattern FORM =
      Pattern.compile(
          "(?<number>\\d+(\\.\\d+)?) ?((?<unit>[" + UNITS + "])(ib|b)?|b)?",
          Pattern.CASE_INSENSITIVE);

  public ByteSize {
    if (bytes < 0) {
      throw new IllegalArgumentException("a size cannot be negative but is " + bytes);
    }
  }

  /**
   * Reads such a text; a part of a byte is dropped.
   *
   * @throws IllegalArgumentException if the text has another form, or means 8 EiB or more
   */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public static ByteSize parse(String text) {
    Matcher form = FORM.matcher(text.strip());
    if (!form.matches()) {
      throw new IllegalArgumentException(
          "'%s' is not a size; write a number and a unit, such as 512M or 8GiB".formatted(text));
    }
    String unit = form.group("unit");
    int steps = unit == null ? 0 : UNITS.indexOf(unit.toLowerCase(Locale.ROOT)) + 1;
    BigDecimal bytes =
        new BigDecimal(form.group("number"))
            .multiply(BigDecimal.valueOf(1L << (BITS_PER_STEP * steps)));
    if (bytes.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
      throw new IllegalArgumentException("'%s' is more than 8 EiB".formatted(text));
    }
    return new ByteSize(bytes.longValue());
  }
}
