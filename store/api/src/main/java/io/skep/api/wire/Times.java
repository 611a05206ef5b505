package io.skep.api.wire;

import com.google.protobuf.Timestamp;
import java.time.Duration;
import java.time.Instant;

/** Moments and lengths of time as messages hold them, to and from those of the JDK. */
public final class Times {
  private Times() {}

  /** {@code instant} for a message. */
  public static Timestamp timestamp(Instant instant) {
    return Timestamp.newBuilder()
        .setSeconds(instant.getEpochSecond())
        .setNanos(instant.getNano())
        .build();
  }

  /** The moment that {@code timestamp} holds; the epoch for an absent one. */
  public static Instant instant(Timestamp timestamp) {
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

  /** The length of time that {@code duration} holds; zero for an absent one. */
  public static Duration duration(com.google.protobuf.Duration duration) {
    return Duration.ofSeconds(duration.getSeconds(), duration.getNanos());
  }
}
