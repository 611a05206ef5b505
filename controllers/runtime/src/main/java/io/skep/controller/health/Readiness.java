package io.skep.controller.health;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Whether a process may be relied upon: every part has started and none has ended. A part that has
 * lost its source is given some time, as what it knew is still there to be read; to be unready at
 * once would take all replicas out of service at every hiccup of the source that they share.
 *
 * <p>Immutable, any thread.
 */
public final class Readiness {
  /** How long a part may have lost its source. */
  public static final Duration STALE_AFTER = Duration.ofMinutes(1);

  private final Duration staleAfter;
  private final List<Part> parts;

  private record Part(String name, Supplier<Standing> standing) {}

  private Readiness(Duration staleAfter, List<Part> parts) {
    this.staleAfter = staleAfter;
    this.parts = parts;
  }

  /** Ready as long as nothing is {@linkplain #with needed}. */
  public static Readiness always() {
    return new Readiness(STALE_AFTER, List.of());
  }

  /**
   * This, but a part may have lost its source for {@code duration}, one minute by default.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public Readiness withStaleAfter(Duration duration) {
    if (duration.isNegative()) {
      throw new IllegalArgumentException(
          "staleAfter must not be negative but is " + duration + "; zero is at once");
    }
    return new Readiness(duration, parts);
  }

  /**
   * This, and one more part is needed.
   *
   * @param standing asked each time, by any thread: must neither block nor throw
   * @throws IllegalArgumentException if there is a part of that name
   */
  public Readiness with(String name, Supplier<Standing> standing) {
    Objects.requireNonNull(standing, "standing");
    if (parts.stream().anyMatch(part -> part.name().equals(name))) {
      throw new IllegalArgumentException(
          "there is a part \"%s\" already; choose another name".formatted(name));
    }
    List<Part> more =
        Stream.concat(parts.stream(), Stream.of(new Part(name, standing)))
            .collect(Collectors.toUnmodifiableList());
    return new Readiness(staleAfter, more);
  }

  /** Whether every part may be relied upon now. */
  public boolean isReady() {
    return reports().stream().allMatch(Report::isGood);
  }

  /** What there is to say about each part, in the order in which they were given. */
  public List<Report> reports() {
    return parts.stream().map(part -> report(part.name(), part.standing().get())).toList();
  }

  private Report report(String name, Standing standing) {
    if (standing instanceof Standing.Good) {
      return new Report(name, true, "good");
    }
    if (standing instanceof Standing.Starting starting) {
      return new Report(name, false, "starting: " + starting.why());
    }
    if (standing instanceof Standing.Ended ended) {
      return new Report(name, false, "ended: " + ended.why());
    }
    if (standing instanceof Standing.Lost lost) {
      return new Report(
          name,
          lost.age().compareTo(staleAfter) < 0,
          "lost for %s: %s".formatted(lost.age(), lost.why()));
    }
    throw new IllegalStateException("unknown standing " + standing);
  }
}
