package io.skep.examples.scheduler;

/** What the process ends with. */
final class ExitCode {
  /** Everything is placed; of the demonstration: what stays pending is what was announced. */
  static final int ALL_PLACED = 0;

  /** The demonstration did not end as announced, or the program has a fault. */
  static final int FAILED = 1;

  /** A file or an option is wrong; nothing was run. */
  static final int BAD_INPUT = 2;

  /** Something stays pending. */
  static final int PENDING = 3;

  private ExitCode() {}
}
