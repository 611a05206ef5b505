package io.skep.controller.runtime;

import io.skep.controller.Result;
import io.skep.controller.RunTimedOutException;
import io.skep.controller.lease.FencedException;
import io.skep.store.BatchAbortedException;
import io.skep.store.OutcomeUnknownException;
import io.skep.store.VersionConflictException;
import java.util.Locale;

/** How a run ended, as it is counted. */
enum Ending {
  DONE,
  AGAIN,
  BACKOFF,
  FAILED,
  /** Failed, because others kept changing what it wanted to write. */
  CONFLICT,
  /** Went on past its deadline, whatever it came to after that. */
  TIMEOUT,
  /** Failed, and what it wrote may or may not be there. */
  UNKNOWN,
  /** Failed, because the lease that it needed was lost. */
  FENCED,
  TERMINAL,
  /** Failed, as the last attempt that the key had. */
  EXHAUSTED,
  /** Not started: the object is gone, and nobody asked for such runs. */
  MISSING;

  private final String word = name().toLowerCase(Locale.ROOT);

  @Override
  public String toString() {
    return word;
  }

  static Ending of(Result result) {
    if (result instanceof Result.Done) {
      return DONE;
    }
    if (result instanceof Result.Again) {
      return AGAIN;
    }
    if (result instanceof Result.BackOff) {
      return BACKOFF;
    }
    if (result instanceof Result.Terminal) {
      return TERMINAL;
    }
    if (result instanceof Result.Failed failed) {
      return ofFailure(failed.cause());
    }
    throw new IllegalStateException("unknown result " + result);
  }

  private static Ending ofFailure(Throwable cause) {
    if (isUnknownOutcome(cause)) {
      return UNKNOWN;
    }
    if (cause instanceof FencedException) {
      return FENCED;
    }
    if (cause instanceof RunTimedOutException) {
      return TIMEOUT;
    }
    return cause instanceof VersionConflictException ? CONFLICT : FAILED;
  }

  /** Whether somebody may have to look into it: a conflict or a lost answer comes and goes. */
  boolean isAlarming() {
    return this == FAILED || this == TIMEOUT || this == TERMINAL || this == EXHAUSTED;
  }

  /** Whether {@code cause} leaves open if something was written. */
  static boolean isUnknownOutcome(Throwable cause) {
    return cause instanceof OutcomeUnknownException
        || (cause instanceof BatchAbortedException && isUnknownOutcome(cause.getCause()));
  }
}
