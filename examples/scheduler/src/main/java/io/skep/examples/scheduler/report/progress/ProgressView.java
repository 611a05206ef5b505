package io.skep.examples.scheduler.report.progress;

import io.skep.examples.scheduler.report.TimelineEvent;

/** Somebody is watching a run. All calls come from one thread, in the order of virtual time. */
public interface ProgressView extends AutoCloseable {
  /** Something happened. */
  void event(TimelineEvent event);

  /** The run has come so far. */
  void show(Progress progress);

  /** The run is over; what comes next on the same output has a line of its own. */
  @Override
  void close();

  /** Shows nothing, for output that a program reads. */
  static ProgressView silent() {
    return new ProgressView() {
      @Override
      public void event(TimelineEvent event) {}

      @Override
      public void show(Progress progress) {}

      @Override
      public void close() {}
    };
  }
}
