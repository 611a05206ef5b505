package io.skep.examples.scheduler.replay;

import io.skep.api.TaskSpec;
import java.time.Duration;
import java.util.Objects;

/**
 * Tasks that are asked for at one moment, all alike. Immutable.
 *
 * @param at when, counted from the start of the trace
 * @param service whose they are
 * @param count how many, at least 1
 * @param spec of each
 * @param end how they end
 */
public record Wave(Duration at, String service, int count, TaskSpec spec, End end) {
  /** Checks that all is there. */
  public Wave {
    Objects.requireNonNull(at, "at");
    Objects.requireNonNull(service, "service");
    Objects.requireNonNull(spec, "spec");
    Objects.requireNonNull(end, "end");
    if (at.isNegative() || count < 1) {
      throw new IllegalArgumentException(
          "a wave is of at least one task and not before the trace, but is of %d at %s"
              .formatted(count, at));
    }
  }

  /** The same with another end. */
  public Wave withEnd(End newEnd) {
    return new Wave(at, service, count, spec, newEnd);
  }

  /** How tasks end. */
  public sealed interface End {
    /** They are there until the trace ends. */
    record Never() implements End {}

    /** They are deleted at that moment of the trace, wherever they are. */
    record At(Duration moment) implements End {}

    /** They are done so long after they were placed. */
    record After(Duration runTime) implements End {}
  }
}
