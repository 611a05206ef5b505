package io.skep.controller;

import java.time.Duration;

/**
 * A run went on past its deadline. It has failed, whatever it answers, and writes nothing any more;
 * what it wrote before stays. The cause, if there is one, is what the run failed with afterwards.
 */
public final class RunTimedOutException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Of the run of {@code id} that was given {@code deadline}. */
  public RunTimedOutException(String id, Duration deadline, Throwable cause) {
    super(
        "the run of %s went on past its deadline of %s; end it when run.cancelled() completes, or raise ControllerOptions.deadline"
            .formatted(id, deadline),
        cause);
  }
}
