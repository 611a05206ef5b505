package io.skep.controller;

import java.time.Duration;
import java.util.Objects;

/** What the controller does with a key after one run. */
public sealed interface Result {
  /**
   * What is matches what was asked for; wait for the next change. Clears the failures of the key.
   */
  record Done() implements Result {}

  /**
   * Look again later, for example while something is still starting. Clears the failures of the
   * key.
   */
  record Again(Duration after) implements Result {
    /** Refuses delays that are none. */
    public Again {
      if (after.isZero() || after.isNegative()) {
        throw new IllegalArgumentException(
            "after must be positive but is " + after + "; return done() to stop looking");
      }
    }
  }

  /** Look again after a delay that doubles with each time in a row. */
  record BackOff() implements Result {}

  /** The run failed. It is counted and logged, and told to {@link Reconciler#onFailure}. */
  sealed interface Failure extends Result {
    /** Why. */
    Throwable cause();
  }

  /** The run failed: as {@link BackOff}, unless the key's attempts are used up. */
  record Failed(Throwable cause) implements Failure {
    /** Refuses null. */
    public Failed {
      Objects.requireNonNull(cause, "cause");
    }
  }

  /**
   * The run failed, and will fail until something changes: wait for the next change. Clears the
   * failures of the key.
   */
  record Terminal(Throwable cause) implements Failure {
    /** Refuses null. */
    public Terminal {
      Objects.requireNonNull(cause, "cause");
    }
  }

  /** {@link Done}. */
  static Result done() {
    return new Done();
  }

  /** {@link Again}. */
  static Result again(Duration after) {
    return new Again(after);
  }

  /** {@link BackOff}. */
  static Result backOff() {
    return new BackOff();
  }

  /** {@link Failed}. */
  static Result failed(Throwable cause) {
    return new Failed(cause);
  }

  /** {@link Terminal}. */
  static Result terminal(Throwable cause) {
    return new Terminal(cause);
  }
}
