package io.skep.controller;

import java.time.Duration;
import java.util.Objects;
import java.util.OptionalInt;

/** What the controller does with a key after one run. */
public sealed interface Result {
  /** The priority that the key gets for its next look; empty for that of the run. */
  default OptionalInt priority() {
    return OptionalInt.empty();
  }

  /**
   * This result, with the key looked at again at {@code priority}, be it lower than that of the
   * run; of no effect if the result asks for no other look. What happened during the run keeps its
   * own. See {@link Priorities}.
   */
  default Result atPriority(int priority) {
    if (this instanceof Again again) {
      return new Again(again.after(), OptionalInt.of(priority));
    }
    if (this instanceof Failed failed) {
      return new Failed(failed.cause(), OptionalInt.of(priority));
    }
    return this instanceof BackOff ? new BackOff(OptionalInt.of(priority)) : this;
  }

  /**
   * What is matches what was asked for; wait for the next change. Clears the failures of the key.
   */
  record Done() implements Result {}

  /**
   * Look again later, for example while something is still starting. Clears the failures of the
   * key.
   */
  record Again(Duration after, OptionalInt priority) implements Result {
    /** With the priority of the run. */
    public Again(Duration after) {
      this(after, OptionalInt.empty());
    }

    /** Refuses delays that are none. */
    public Again {
      if (after.isZero() || after.isNegative()) {
        throw new IllegalArgumentException(
            "after must be positive but is " + after + "; return done() to stop looking");
      }
    }
  }

  /** Look again after a delay that doubles with each time in a row. */
  record BackOff(OptionalInt priority) implements Result {
    /** With the priority of the run. */
    public BackOff() {
      this(OptionalInt.empty());
    }
  }

  /** The run failed. It is counted and logged, and told to {@link Reconciler#onFailure}. */
  sealed interface Failure extends Result {
    /** Why. */
    Throwable cause();
  }

  /** The run failed: as {@link BackOff}, unless the key's attempts are used up. */
  record Failed(Throwable cause, OptionalInt priority) implements Failure {
    /** With the priority of the run. */
    public Failed(Throwable cause) {
      this(cause, OptionalInt.empty());
    }

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
