package io.skep.controller.runtime;

import io.skep.controller.Result;
import io.skep.controller.RunTimedOutException;
import io.skep.store.loop.Loop;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;

/** Tells one run to stop when its deadline passes. Confined to the controller's loop. */
final class DeadlineWatch {
  private final ActiveRun<?> run;
  private final Optional<Duration> limit;
  private final ControllerMetrics metrics;
  private final Optional<Loop.Timer> timer;
  private boolean expired;

  DeadlineWatch(Loop loop, ActiveRun<?> run, Optional<Duration> limit, ControllerMetrics metrics) {
    this.run = run;
    this.limit = limit;
    this.metrics = metrics;
    this.timer = limit.map(given -> loop.after(given, this::expire));
  }

  private void expire() {
    expired = true;
    metrics.overdue();
    run.cancel(timedOut(null));
  }

  /** The run is over; gives what it came to. */
  AsyncResult<Result> judge(AsyncResult<Result> answer) {
    timer.ifPresent(Loop.Timer::cancel);
    if (!expired) {
      return answer;
    }
    metrics.overdueEnded();
    Throwable cause = answer.cause();
    boolean weighsMore = cause instanceof VirtualMachineError || Ending.isUnknownOutcome(cause);
    return weighsMore || cause instanceof RunTimedOutException
        ? answer
        : Future.failedFuture(timedOut(cause));
  }

  private RunTimedOutException timedOut(Throwable cause) {
    return new RunTimedOutException(run.id(), limit.orElseThrow(), cause);
  }
}
