package io.skep.examples.attach.row;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/** Values as people read them. */
final class Texts {
  private Texts() {}

  static String of(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static Optional<String> nonEmpty(String text) {
    return text.isEmpty() ? Optional.empty() : Optional.of(text);
  }

  /** What others wrote, in one line and without commands for the terminal. */
  static String clean(String text) {
    return text.replaceAll("[\\p{Cntrl}\\p{Cf}]+", " ").strip();
  }

  /** How long ago, in its largest unit; empty if nobody has said. */
  static String age(Instant since, Instant now) {
    if (since.equals(Instant.EPOCH)) {
      return "";
    }
    Duration age = Duration.between(since, now);
    if (age.toSeconds() < 60) {
      return Math.max(0, age.toSeconds()) + "s"; // Clocks differ.
    }
    if (age.toMinutes() < 60) {
      return age.toMinutes() + "m";
    }
    return age.toHours() < 48 ? age.toHours() + "h" : age.toDays() + "d";
  }
}
