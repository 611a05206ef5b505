package io.skep.simulation;

import com.google.protobuf.Timestamp;
import java.time.Instant;

/** Moments as messages hold them. */
final class Timestamps {
  private Timestamps() {}

  static Timestamp of(Instant instant) {
    return Timestamp.newBuilder()
        .setSeconds(instant.getEpochSecond())
        .setNanos(instant.getNano())
        .build();
  }
}
