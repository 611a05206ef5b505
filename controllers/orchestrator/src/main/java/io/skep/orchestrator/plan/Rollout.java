package io.skep.orchestrator.plan;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What would become of services and tasks. Immutable; {@link Object#toString} is for people.
 *
 * @param services the removed ones, then the others, each in the order asked for
 * @param others tasks of other services that wait now and would get a node, as room becomes free
 */
public record Rollout(List<ServiceRollout> services, List<TaskChange.Await> others) {
  /** Copies the lists. */
  public Rollout {
    services = List.copyOf(services);
    others = List.copyOf(others);
  }

  /** Whether every task would have a node in the end. */
  public boolean fits() {
    return unplaced().isEmpty();
  }

  /** The tasks that would have no node in the end, in order. */
  public List<TaskChange> unplaced() {
    return services.stream()
        .flatMap(service -> service.tasks().stream())
        .filter(task -> task.outcome() instanceof Outcome.Nowhere)
        .toList();
  }

  @Override
  public String toString() {
    return Stream.concat(
            services.stream().map(ServiceRollout::toString),
            others.stream().map(other -> "besides: " + other))
        .collect(Collectors.joining("\n"));
  }
}
