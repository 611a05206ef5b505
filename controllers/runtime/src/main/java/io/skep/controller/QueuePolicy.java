package io.skep.controller;

import io.skep.controller.queue.Flows;
import io.skep.controller.queue.QueueOptions;
import io.skep.controller.queue.QuietPeriod;
import io.skep.controller.queue.StartLimit;
import io.skep.store.Kind;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * When and in which order a controller's keys get their runs. Immutable; start from {@link
 * #DEFAULT}.
 */
public final class QueuePolicy {
  /** Three classes with a step up after every 30 s, one flow, and no limits. */
  public static final QueuePolicy DEFAULT =
      new QueuePolicy(Priorities.DEFAULT, QueueOptions.standard(), null, Map.of());

  private final Priorities priorities;
  private final QueueOptions<String> order;

  /** Null for none. */
  private final StartLimit startLimit;

  private final Map<String, QuietPeriod> quietByKind; // Never iterated.

  private QueuePolicy(
      Priorities priorities,
      QueueOptions<String> order,
      StartLimit startLimit,
      Map<String, QuietPeriod> quietByKind) {
    this.priorities = priorities;
    this.order = order;
    this.startLimit = startLimit;
    this.quietByKind = quietByKind;
  }

  /** The classes. */
  public Priorities priorities() {
    return priorities;
  }

  /** The order of keys, for a controller that runs up to {@code inFlight} at once. */
  public QueueOptions<String> order(int inFlight) {
    return order.withInFlight(inFlight).withLabels(priorities.labels());
  }

  /** How often a key may start; empty for any number of times. */
  public Optional<StartLimit> startLimit() {
    return Optional.ofNullable(startLimit);
  }

  /** For what pause changes of {@code kind} wait; empty for none. */
  public Optional<QuietPeriod> quiet(String kind) {
    return Optional.ofNullable(quietByKind.get(kind));
  }

  /** This policy, with other classes. */
  public QueuePolicy withPriorities(Priorities newPriorities) {
    return new QueuePolicy(
        Objects.requireNonNull(newPriorities, "priorities"), order, startLimit, quietByKind);
  }

  /**
   * This policy, with keys going up a class when they have waited for {@code maxAge} in theirs
   * while there were keys above.
   *
   * @throws IllegalArgumentException if it is not positive
   */
  public QueuePolicy withMaxAge(Duration maxAge) {
    return new QueuePolicy(priorities, order.withMaxAge(maxAge), startLimit, quietByKind);
  }

  /**
   * This policy, with keys sharing turns and places as {@code flows} say. What a flow goes by may
   * be in the object, of which a view of the store shows the newest state at little cost:
   *
   * <pre>{@code
   * Flows.by(id -> store.view().get(Kinds.TASK, id).map(Task::getServiceId).orElse(""))
   * }</pre>
   */
  public QueuePolicy withFlows(Flows<String> flows) {
    return new QueuePolicy(priorities, order.withFlows(flows), startLimit, quietByKind);
  }

  /** This policy, with each key starting no more often than {@code limit} says. */
  public QueuePolicy withStartLimit(StartLimit limit) {
    return new QueuePolicy(
        priorities, order, Objects.requireNonNull(limit, "startLimit"), quietByKind);
  }

  /**
   * This policy, with a run for changes of {@code kind} put off until they pause. That is for kinds
   * of which many change together, and of which the last state is all that counts. Objects that
   * were there at the start, and changes of other kinds, wait for no pause and end it.
   */
  public QueuePolicy withQuiet(Kind<?> kind, QuietPeriod quiet) {
    var more = new HashMap<>(quietByKind);
    more.put(kind.name(), Objects.requireNonNull(quiet, "quiet"));
    return new QueuePolicy(priorities, order, startLimit, more);
  }

  @Override
  public String toString() {
    return "QueuePolicy[%s, maxAge=%s, %s, starts=%s, quiet=%s]"
        .formatted(
            priorities,
            order.maxAge(),
            order.flows(),
            startLimit == null ? "any" : startLimit,
            new TreeMap<>(quietByKind));
  }
}
