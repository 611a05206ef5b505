package io.skep.scheduler.failure;

import io.skep.api.Task;
import java.time.Instant;
import java.util.Comparator;
import java.util.Objects;

/**
 * A task that failed on a node. Immutable.
 *
 * @param task its id: a task fails once, so this tells failures apart
 * @param service its service; empty if it has none
 * @param specVersion the version of the service's spec that it was made from; 0 if not known
 * @param at when the scheduler that led then learned of it
 */
public record Failure(String task, String service, long specVersion, Instant at) {
  /** Oldest first, those of one moment by task. */
  public static final Comparator<Failure> OLDEST_FIRST =
      Comparator.comparing(Failure::at).thenComparing(Failure::task);

  /** Refuses nulls. */
  public Failure {
    Objects.requireNonNull(task, "task");
    Objects.requireNonNull(service, "service");
    Objects.requireNonNull(at, "at");
  }

  /** The failure of {@code task}. */
  public static Failure of(Task task, Instant at) {
    return new Failure(task.getId(), task.getServiceId(), task.getSpecVersion().getIndex(), at);
  }
}
