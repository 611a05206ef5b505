package io.skep.controller.trace;

import java.util.function.Supplier;

/** A run as a tracer sees it. On the run's loop. */
public interface RunSpan {
  /** What the commits of the run carry, and what runs that they lead to continue; maybe empty. */
  String context();

  /** Runs {@code code} so that what it calls can know of the span. On any thread. */
  default <R> R within(Supplier<R> code) {
    return code.get();
  }

  /**
   * The run has ended.
   *
   * @param result in one word, of few
   * @param cause why it failed; null if it did not
   */
  void end(String result, Throwable cause);
}
