package io.skep.server.spec;

import com.google.protobuf.Duration;

/** Lengths of time as users write them. */
final class Lengths {
  private static final int NANOS_PER_MILLI = 1_000_000;

  private Lengths() {}

  static boolean isNegative(Duration length) {
    return length.getSeconds() < 0 || length.getNanos() < 0;
  }

  static boolean isZero(Duration length) {
    return length.getSeconds() == 0 && length.getNanos() == 0;
  }

  /** Whether it is there, and neither nothing nor a millisecond or more. */
  static boolean isTooShort(Duration length) {
    return !isZero(length)
        && (length.getSeconds() < 0
            || (length.getSeconds() == 0 && length.getNanos() < NANOS_PER_MILLI));
  }
}
