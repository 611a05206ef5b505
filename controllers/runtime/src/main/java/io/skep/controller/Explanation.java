package io.skep.controller;

import io.skep.store.Version;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Why a key is where it is: what a controller knows of it. Immutable; {@link #toString} is for
 * people.
 *
 * @param key the key
 * @param state where it is
 * @param until of a waiting key, when its wait ends; of an absent one, when it is looked at again
 *     at the latest
 * @param causes of a key that is owed a run, why; of one in a run, why there is that run. At most
 *     16
 * @param attempt which attempt its run is, or its next run would be
 * @param attempts how many it has
 * @param firstFailure of a key that fails or was given up, the first failure in a row
 * @param place of a key that is not absent, its place among others
 * @param lastRun its last run, if that was not too long ago: some thousand are remembered
 */
public record Explanation(
    String key,
    State state,
    Optional<Instant> until,
    List<String> causes,
    int attempt,
    int attempts,
    Optional<FirstFailure> firstFailure,
    Optional<Place> place,
    Optional<LastRun> lastRun) {
  /** Where a key is. */
  public enum State {
    /** Nothing is to be done, and no time is set. */
    ABSENT,
    /** Ready, and waiting for its turn. */
    QUEUED,
    /** In a run. */
    PROCESSING,
    /** Waiting for its time. */
    WAITING,
    /** Failed for good, and waiting for a change. */
    GIVEN_UP
  }

  /** The first failure in a row. */
  public record FirstFailure(Instant when, String problem) {}

  /** Among which keys a key is queued. */
  public record Place(int priority, String flow) {}

  /**
   * A run that has ended.
   *
   * @param result what it came to, in a word
   * @param took from its start until it was over
   * @param version which state it saw
   */
  public record LastRun(String result, Duration took, Version version) {}

  /** Copies the list. */
  public Explanation {
    causes = List.copyOf(causes);
  }

  @Override
  public String toString() {
    var text = new StringBuilder(key).append(": ").append(state);
    until.ifPresent(time -> text.append(" until ").append(time));
    firstFailure.ifPresent(
        first ->
            text.append(
                ", attempt %d of %s, first failure %s %s"
                    .formatted(
                        attempt,
                        attempts == RetryPolicy.ENDLESS ? "endless" : attempts,
                        first.when(),
                        first.problem())));
    place.ifPresent(
        at -> text.append(", priority %d, flow \"%s\"".formatted(at.priority(), at.flow())));
    if (!causes.isEmpty()) {
      text.append("; causes: ").append(String.join(", ", causes));
    }
    lastRun.ifPresent(
        run ->
            text.append(
                "; last run %s in %d ms at version %s"
                    .formatted(run.result(), run.took().toMillis(), run.version())));
    return text.toString();
  }
}
