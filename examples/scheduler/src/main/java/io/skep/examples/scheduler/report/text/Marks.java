package io.skep.examples.scheduler.report.text;

import io.skep.examples.scheduler.report.Phase;

/** How a task that does not simply run is marked where there is room for one character. */
final class Marks {
  /** What the marks mean, for under a picture. */
  static final String LEGEND = "~ starting   x stopping or lost with its node   ? waiting";

  private Marks() {}

  /** The mark of a task in {@code phase}; "" if it runs. */
  static String of(Phase phase) {
    return switch (phase) {
      case WAITING -> "?";
      case STARTING -> "~";
      case RUNNING -> "";
      case STOPPING, ENDED -> "x";
    };
  }
}
