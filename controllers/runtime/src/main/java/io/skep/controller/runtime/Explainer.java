package io.skep.controller.runtime;

import io.skep.controller.Explanation;
import io.skep.controller.Explanation.State;
import io.skep.controller.RetryPolicy;
import io.skep.controller.Workload;
import io.skep.controller.queue.QueuedKey;
import io.skep.store.loop.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/** Puts together what a controller knows of a key. Confined to the controller's loop. */
final class Explainer {
  private final Agenda agenda;
  private final Retries retries;
  private final RetryPolicy policy;
  private final Failsafe failsafe;
  private final RunHistory history;
  private final Clock clock;

  Explainer(
      Agenda agenda,
      Retries retries,
      RetryPolicy policy,
      Failsafe failsafe,
      RunHistory history,
      Clock clock) {
    this.agenda = agenda;
    this.retries = retries;
    this.policy = policy;
    this.failsafe = failsafe;
    this.history = history;
    this.clock = clock;
  }

  Explanation explain(String key) {
    Optional<QueuedKey> queued = agenda.find(key);
    Optional<Retries.Failing> failing = retries.of(key);
    State state = state(queued, failing);
    List<String> causes = state == State.PROCESSING ? history.causesOf(key) : agenda.causesOf(key);
    return new Explanation(
        key,
        state,
        until(key, state, queued),
        causes,
        retries.attempt(key),
        policy.attempts(),
        failing.map(Retries.Failing::first),
        queued.map(place -> new Explanation.Place(place.priority(), place.flow())),
        history.last(key));
  }

  /** What {@code controller} has to do, with up to {@code each} keys of each state. */
  Workload workload(String controller, int each) {
    // Given up last: one that is queued again is counted there too, and told of once.
    var keys = new LinkedHashSet<>(agenda.sample(each));
    keys.addAll(retries.givenUp(each));
    return new Workload(
        controller,
        agenda.processing(),
        agenda.queued(),
        agenda.waiting(),
        retries.givenUp(),
        keys.stream().map(this::explain).toList());
  }

  private static State state(Optional<QueuedKey> queued, Optional<Retries.Failing> failing) {
    if (queued.isEmpty()) {
      return failing.filter(Retries.Failing::givenUp).isPresent() ? State.GIVEN_UP : State.ABSENT;
    }
    if (queued.get().handedOut()) {
      return State.PROCESSING;
    }
    return queued.get().owed() ? State.QUEUED : State.WAITING;
  }

  private Optional<Instant> until(String key, State state, Optional<QueuedKey> queued) {
    if (state == State.WAITING) {
      long left = queued.orElseThrow().dueNanos().orElseThrow() - clock.nanoTime();
      return Optional.of(clock.instant().plusNanos(left));
    }
    return state == State.ABSENT || state == State.GIVEN_UP
        ? failsafe.left(key).map((Duration left) -> clock.instant().plus(left))
        : Optional.empty();
  }
}
