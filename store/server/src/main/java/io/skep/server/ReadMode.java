package io.skep.server;

import io.skep.api.wire.CallMetadata;
import java.time.Duration;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How new what a call reads must be, where the store is one of several that are one. Immutable.
 *
 * <p>Written {@code local}, {@code linearizable} or {@code bounded:5s}, in configurations and in
 * the metadata of calls.
 */
public sealed interface ReadMode {
  /** As this server's store is: perhaps behind the one that leads, never mixed. */
  ReadMode LOCAL = new Local();

  /** Nothing that anybody was told before the call is missing. */
  ReadMode LINEARIZABLE = new Linearizable();

  /** The one of {@link #LOCAL}. */
  record Local() implements ReadMode {
    @Override
    public String toString() {
      return "local";
    }
  }

  /** The one of {@link #LINEARIZABLE}. */
  record Linearizable() implements ReadMode {
    @Override
    public String toString() {
      return CallMetadata.LINEARIZABLE;
    }
  }

  /**
   * Nothing is missing that anybody was told longer ago than {@code staleness} before the call.
   *
   * @param staleness a millisecond at least
   */
  record Bounded(Duration staleness) implements ReadMode {
    private static final Pattern TEXT = Pattern.compile("bounded:(\\d{1,9})(ms|s|m)");

    /** Refuses what no time passes in. */
    public Bounded {
      Objects.requireNonNull(staleness, "staleness");
      if (staleness.toMillis() < 1) {
        throw new IllegalArgumentException(
            "staleness must be 1 ms at least but is %s; for less, read linearizably"
                .formatted(staleness));
      }
    }

    @Override
    public String toString() {
      long millis = staleness.toMillis();
      return millis % 1_000 == 0
          ? "bounded:%ds".formatted(millis / 1_000)
          : "bounded:%dms".formatted(millis);
    }
  }

  /**
   * The mode that {@code text} says.
   *
   * @throws IllegalArgumentException if it says none
   */
  static ReadMode parse(String text) {
    Matcher bounded = Bounded.TEXT.matcher(text);
    if (bounded.matches()) {
      long count = Long.parseLong(bounded.group(1));
      return new Bounded(
          switch (bounded.group(2)) {
            case "ms" -> Duration.ofMillis(count);
            case "s" -> Duration.ofSeconds(count);
            default -> Duration.ofMinutes(count);
          });
    }
    return switch (text) {
      case "local" -> LOCAL;
      case CallMetadata.LINEARIZABLE -> LINEARIZABLE;
      default ->
          throw new IllegalArgumentException(
              "\"%s\" is no way to read; give local, linearizable, or bounded: and a time, such as bounded:5s"
                  .formatted(text));
    };
  }
}
