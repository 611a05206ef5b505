package io.skep.store.figures;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** What an operation took in each round. Confined to one thread. */
final class Samples {
  private final List<Measured> rounds = new ArrayList<>();

  void add(Measured measured) {
    rounds.add(measured);
  }

  boolean isEmpty() {
    return rounds.isEmpty();
  }

  double nanos() {
    return median(Measured::nanos);
  }

  private double median(ToDoubleFunction<Measured> value) {
    double[] sorted = rounds.stream().mapToDouble(value).sorted().toArray();
    return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
  }

  /** The median, and least and most; a dash if there is none. */
  String time() {
    if (isEmpty()) {
      return "–";
    }
    return "%s (%s–%s)"
        .formatted(
            number(nanos()),
            number(rounds.stream().mapToDouble(Measured::nanos).min().orElseThrow()),
            number(rounds.stream().mapToDouble(Measured::nanos).max().orElseThrow()));
  }

  String bytes() {
    return isEmpty() ? "–" : number(median(Measured::bytes));
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, value < 100 ? "%.1f" : "%,.0f", value);
  }
}
