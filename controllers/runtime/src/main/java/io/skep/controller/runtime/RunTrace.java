package io.skep.controller.runtime;

import io.skep.controller.trace.RunSpan;
import io.skep.controller.trace.RunStart;
import java.util.function.Supplier;
import org.slf4j.MDC;

/**
 * One run, for tracers and for the log lines of the code that belongs to it. On the run's loop, but
 * for {@link #within}.
 */
final class RunTrace {
  private static final String CONTROLLER = "skep.controller";
  private static final String KEY = "skep.key";
  private static final String RUN = "skep.run";
  private static final String TRACE = "skep.trace";

  private final RunStart start;
  private final RunSpan span;
  private final String context;

  RunTrace(RunStart start, RunSpan span) {
    this.start = start;
    this.span = span;
    context = span.context();
  }

  /** What the run's commits carry. */
  String context() {
    return context;
  }

  /** Runs {@code code} so that its log lines tell which run they belong to. Any thread. */
  <R> R within(Supplier<R> code) {
    if (start.runId().equals(MDC.get(RUN))) { // A transaction of the code that runs.
      return code.get();
    }
    MDC.put(CONTROLLER, start.controller());
    MDC.put(KEY, start.key());
    MDC.put(RUN, start.runId());
    MDC.put(TRACE, context);
    try {
      return span.within(code);
    } finally {
      MDC.remove(TRACE);
      MDC.remove(RUN);
      MDC.remove(KEY);
      MDC.remove(CONTROLLER);
    }
  }

  /** {@link #within(Supplier)} for code without a result. */
  void within(Runnable code) {
    within(
        () -> {
          code.run();
          return null;
        });
  }

  void ended(Verdict verdict) {
    span.end(verdict.ending().toString(), verdict.cause());
  }
}
