package io.skep.api.wire;

import com.google.protobuf.Timestamp;
import java.time.Duration;
import java.time.Instant;

/**
 * Moments and lengths of time as messages hold them, to and from those of the JDK. A message can
 * hold any numbers, whoever wrote it; here they are kept within what can be reckoned with.
 */
public final class Times {
  /** The first and the last moment that protobuf knows, of the years 1 and 9999. */
  private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");

  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999999Z");

  /** Twice as much still has room in a long of nanoseconds. */
  private static final Duration LONGEST = Duration.ofDays(36_500);

  private Times() {}

  /** {@code instant} for a message. */
  public static Timestamp timestamp(Instant instant) {
    return Timestamp.newBuilder()
        .setSeconds(instant.getEpochSecond())
        .setNanos(instant.getNano())
        .build();
  }

  /**
   * The moment that {@code timestamp} holds; the epoch for an absent one. One before the year 1 or
   * after 9999 is the first or last of these.
   */
  public static Instant instant(Timestamp timestamp) {
    if (timestamp.getSeconds() < FIRST.getEpochSecond()) {
      return FIRST;
    }
    if (timestamp.getSeconds() > LAST.getEpochSecond()) {
      return LAST;
    }
    return Instant.ofEpochSecond(timestamp.getSeconds(), timestamp.getNanos());
  }

  /** {@code duration} for a message. */
  public static com.google.protobuf.Duration duration(Duration duration) {
    // Below zero the JDK counts nanoseconds up from the second before, messages down from the one
    // after.
    boolean borrowed = duration.getSeconds() < 0 && duration.getNano() > 0;
    return com.google.protobuf.Duration.newBuilder()
        .setSeconds(duration.getSeconds() + (borrowed ? 1 : 0))
        .setNanos(duration.getNano() - (borrowed ? 1_000_000_000 : 0))
        .build();
  }

  /**
   * The length of time that {@code duration} holds; zero for an absent one. One of more than a
   * hundred years, in either direction, counts as a hundred years.
   */
  public static Duration duration(com.google.protobuf.Duration duration) {
    if (duration.getSeconds() >= LONGEST.toSeconds()) {
      return LONGEST;
    }
    if (duration.getSeconds() <= -LONGEST.toSeconds()) {
      return LONGEST.negated();
    }
    return Duration.ofSeconds(duration.getSeconds(), duration.getNanos());
  }
}
