package io.skep.examples.scheduler.run;

import io.skep.examples.scheduler.stack.Stack;
import io.skep.examples.scheduler.trace.TraceEvent;
import java.time.Duration;

/**
 * Something that is done to the cluster at a moment, counted from the start of the run. Immutable.
 */
public sealed interface Action {
  /** When. */
  Duration at();

  /** A stack is deployed. */
  record Deploy(Duration at, Stack stack) implements Action {}

  /**
   * Another revision of a stack takes the place of the one that runs.
   *
   * @param name what the revision is called: its file
   */
  record Revise(Duration at, String name, Stack stack) implements Action {}

  /** The machine with that hostname stops. */
  record Crash(Duration at, String hostname) implements Action {}

  /** An operator has the node with that hostname emptied. */
  record Drain(Duration at, String hostname) implements Action {}

  /** A trace asks for something. */
  record Replay(TraceEvent event) implements Action {
    @Override
    public Duration at() {
      return event.at();
    }
  }
}
