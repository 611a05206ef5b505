package io.skep.scheduler.reconciler;

/**
 * How much one run may do before it gives the loop back: some ten thousand looks at a node are a
 * millisecond. Work that a spent budget leaves over is done by the next run.
 */
final class Budget {
  /** A decision or other write costs as much as this many looks. */
  static final int WRITE = 64;

  private long left;

  Budget(long looks) {
    this.left = looks;
  }

  void spend(long looks) {
    left -= looks;
  }

  boolean isSpent() {
    return left <= 0;
  }
}
