package io.skep.manager.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Gives the texts of a configuration their types, and collects what is wrong. One thread. */
final class Reading {
  private static final String NONE = "none";
  private static final Pattern TIME = Pattern.compile("(\\d{1,9})(ms|s|m|h)");
  private static final Pattern ADDRESS =
      Pattern.compile("(\\[[0-9a-fA-F:]+]|[^:\\[\\]]+):(\\d{1,5})");
  private static final Duration LONGEST = Duration.ofDays(366);
  private static final int HIGHEST_PORT = 65_535;

  private final Configuration from;
  private final List<String> mistakes = new ArrayList<>();

  Reading(Configuration from) {
    this.from = from;
  }

  /** Says that the value of {@code key} is wrong. */
  void mistake(Key key, String why) {
    Given given = from.get(key);
    mistakes.add("%s: %s %s".formatted(given.origin(), key.word(), why));
  }

  void finish() {
    if (!mistakes.isEmpty()) {
      throw new ConfigurationException(mistakes);
    }
  }

  /** What {@code parse} makes of the value; what it refuses is a mistake, and null meanwhile. */
  <T> T read(Key key, String wanted, Function<String, T> parse) {
    String text = from.get(key).text();
    try {
      T value = parse.apply(text);
      if (value != null) {
        return value;
      }
    } catch (IllegalArgumentException refused) {
      // Told below, in the same words as everything else.
    }
    mistake(key, "must be %s but is \"%s\"".formatted(wanted, text));
    return null;
  }

  boolean flag(Key key) {
    Boolean value =
        read(
            key,
            "true or false",
            text ->
                switch (text) {
                  case "true" -> true;
                  case "false" -> false;
                  default -> null;
                });
    return value != null && value;
  }

  int number(Key key, int least, int most) {
    Integer value =
        read(
            key,
            "a number from %d to %d".formatted(least, most),
            text -> {
              int number = Integer.parseInt(text);
              return number >= least && number <= most ? number : null;
            });
    return value == null ? least : value;
  }

  Duration time(Key key) {
    return read(key, "a time such as 500ms, 30s, 5m or 1h, a year at most", Reading::duration);
  }

  private static Duration duration(String text) {
    Matcher parts = TIME.matcher(text);
    if (!parts.matches()) {
      return null;
    }
    long count = Long.parseLong(parts.group(1));
    Duration time =
        switch (parts.group(2)) {
          case "ms" -> Duration.ofMillis(count);
          case "s" -> Duration.ofSeconds(count);
          case "m" -> Duration.ofMinutes(count);
          default -> Duration.ofHours(count);
        };
    return time.isZero() || time.compareTo(LONGEST) > 0 ? null : time;
  }

  Path path(Key key) {
    return read(key, "a path", text -> text.isEmpty() ? null : Path.of(text));
  }

  Optional<Path> pathOrNone(Key key) {
    return isNone(key) ? Optional.empty() : Optional.ofNullable(path(key));
  }

  Optional<Address> addressOrNone(Key key) {
    return isNone(key)
        ? Optional.empty()
        : Optional.ofNullable(read(key, "HOST:PORT or none", Reading::address));
  }

  private static Address address(String text) {
    Matcher parts = ADDRESS.matcher(text);
    if (!parts.matches() || Integer.parseInt(parts.group(2)) > HIGHEST_PORT) {
      return null;
    }
    String host = parts.group(1).replaceAll("[\\[\\]]", "");
    return new Address(host, Integer.parseInt(parts.group(2)));
  }

  boolean isNone(Key key) {
    return from.get(key).text().equals(NONE);
  }

  <E extends Enum<E>> E word(Key key, Class<E> type) {
    String words =
        String.join(
            ", ", List.of(type.getEnumConstants()).stream().map(one -> lower(one.name())).toList());
    return read(
        key,
        "one of " + words,
        text ->
            text.equals(lower(text)) ? Enum.valueOf(type, text.toUpperCase(Locale.ROOT)) : null);
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }
}
