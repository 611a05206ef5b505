package io.skep.examples.scheduler.report;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;

/** Numbers as people read them, the same in every locale. */
public final class Quantity {
  private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};
  private static final long STEP = 1_024;
  private static final int NANO_DIGITS = 9;
  private static final int SECONDS_PER_MINUTE = 60;
  private static final int SECONDS_PER_HOUR = 3_600;
  private static final int SECONDS_PER_DAY = 86_400;

  private Quantity() {}

  /** Processors with at most two decimals, such as {@code 2.5}. */
  public static String cpus(long nanoCpus) {
    return decimal(BigDecimal.valueOf(nanoCpus, NANO_DIGITS), 2);
  }

  /** Memory in the largest unit of which there is one, such as {@code 1.5 GiB}. */
  public static String bytes(long bytes) {
    int unit = 0;
    long scale = 1;
    while (unit < UNITS.length - 1 && bytes / scale >= STEP) {
      scale *= STEP;
      unit++;
    }
    BigDecimal value =
        BigDecimal.valueOf(bytes).divide(BigDecimal.valueOf(scale), 2, RoundingMode.HALF_UP);
    return decimal(value, 1) + " " + UNITS[unit];
  }

  /** A moment or a length of time, such as {@code 35.2 s}, {@code 2 min 05 s}, {@code 3 d 4 h}. */
  public static String time(Duration time) {
    long seconds = time.toSeconds();
    if (seconds < SECONDS_PER_MINUTE) {
      return decimal(BigDecimal.valueOf(time.toMillis(), 3), 1) + " s";
    }
    if (seconds < SECONDS_PER_HOUR) {
      return "%d min %02d s".formatted(time.toMinutes(), time.toSecondsPart());
    }
    return seconds < SECONDS_PER_DAY
        ? "%d h %02d min".formatted(time.toHours(), time.toMinutesPart())
        : "%d d %02d h".formatted(time.toDays(), time.toHoursPart());
  }

  /** {@code 1 task}, {@code 2 tasks}. */
  public static String count(long count, String noun) {
    String number = grouped(count);
    return count == 1 ? number + " " + noun : number + " " + noun + "s";
  }

  /** Digits in groups of three, such as {@code 4,891}. */
  public static String grouped(long number) {
    var digits = new StringBuilder(Long.toString(number));
    int first = number < 0 ? 1 : 0;
    for (int at = digits.length() - 3; at > first; at -= 3) {
      digits.insert(at, ',');
    }
    return digits.toString();
  }

  private static String decimal(BigDecimal value, int places) {
    return value.setScale(places, RoundingMode.HALF_UP).stripTrailingZeros().toPlainString();
  }
}
