package io.skep.controller.runtime;

import io.skep.controller.Result;

/**
 * What a run came to, and what becomes of its key: the same, unless the reconciler's hook for
 * failures wants something else. Immutable.
 *
 * @param ending how the run is counted
 * @param result what the run came to; a key without further attempts has failed for good
 * @param next what to do with the key
 * @param handled whether the hook has seen to a failure
 */
record Verdict(Ending ending, Result result, Result next, boolean handled) {
  /** The object is gone, and nobody asked for such runs. */
  static final Verdict MISSING = new Verdict(Ending.MISSING, Result.done(), Result.done(), true);

  /** {@code result}, for a run that may have been the last attempt. */
  static Verdict of(Result result, boolean lastAttempt) {
    Result decided = limited(result, lastAttempt);
    return new Verdict(
        decided == result ? Ending.of(result) : Ending.EXHAUSTED, decided, decided, false);
  }

  /** This, but with {@code wish} for what becomes of the key. */
  Verdict then(Result wish, boolean lastAttempt, boolean isHandled) {
    return new Verdict(ending, result, limited(wish, lastAttempt), isHandled);
  }

  /** Why the run failed; null if it did not. */
  Throwable cause() {
    return result instanceof Result.Failure failure ? failure.cause() : null;
  }

  /** Makes a failure of the last attempt final. Who writes in vain is not to blame. */
  private static Result limited(Result result, boolean lastAttempt) {
    boolean isFinal =
        lastAttempt
            && result instanceof Result.Failed failed
            && !Ending.isUnknownOutcome(failed.cause());
    return isFinal ? Result.terminal(((Result.Failed) result).cause()) : result;
  }
}
