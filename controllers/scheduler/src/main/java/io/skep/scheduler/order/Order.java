package io.skep.scheduler.order;

import io.skep.scheduler.Scorer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Ways to choose between nodes that may take a task, by name: {@code
 * pipeline.withScorers(Order.named("binpack").scorers())}. Spread preferences of a service come
 * before any of them, and nodes on which it keeps failing come last in all.
 */
public enum Order {
  /** As SwarmKit: nodes with the fewest tasks of the service, then with the fewest tasks. */
  SWARM(new FewestRecentFailures(), new FewestTasksOfService(), new FewestTasks()),

  /** Fills nodes one after the other; see {@link MostAllocated}. */
  BINPACK(
      new FewestRecentFailures(),
      new MostAllocated(),
      new FewestTasksOfService(),
      new FewestTasks()),

  /** Uses all resources of each node alike; see {@link BalancedResources}. */
  BALANCED(
      new FewestRecentFailures(),
      new BalancedResources(),
      new FewestTasksOfService(),
      new FewestTasks());

  @SuppressWarnings("ImmutableEnumChecker") // The list is, and scorers have to be.
  private final List<Scorer> scorers;

  Order(Scorer... scorers) {
    this.scorers = List.of(scorers);
  }

  /** The scorers, in the order in which they are asked. */
  public List<Scorer> scorers() {
    return scorers;
  }

  /**
   * The order called {@code name}: {@code swarm}, {@code binpack} or {@code balanced}.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  public static Order named(String name) {
    for (Order order : values()) {
      if (order.toString().equals(name)) {
        return order;
      }
    }
    throw new IllegalArgumentException(
        "there is no scorer '%s'; choose one of %s"
            .formatted(
                name,
                Arrays.stream(values()).map(Order::toString).collect(Collectors.joining(", "))));
  }

  /** The name, as {@link #named} reads it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
