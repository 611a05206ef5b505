package io.skep.controller.trace;

import java.util.random.RandomGenerator;

/** Follows what leads to what: from a commit to the run that it led to, to the commits of that. */
public interface RunTracer {
  /** A run begins. On the controller's loop: must neither block nor throw. */
  RunSpan begin(RunStart run);

  /**
   * A tracer that records nothing, and continues in a new span the trace of a run's first cause, or
   * begins one. A trace that is no {@link TraceContext} is continued as it is.
   *
   * @param random draws ids; used on the controller's loop only
   */
  static RunTracer linking(RandomGenerator random) {
    return run -> new LinkedSpan(context(run, random));
  }

  private static String context(RunStart run, RandomGenerator random) {
    if (run.traces().isEmpty()) {
      return TraceContext.begin(random).toString();
    }
    String first = run.traces().get(0);
    return TraceContext.parse(first).map(context -> context.next(random).toString()).orElse(first);
  }
}
