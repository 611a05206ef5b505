package io.skep.scheduler.explain;

import io.skep.scheduler.Filter;
import java.util.List;
import java.util.Objects;

/**
 * What one filter does to a task. Immutable.
 *
 * @param filter which
 * @param nodes how many nodes it is the first to refuse; over all obstacles each node counts once
 * @param all how many nodes it refuses, whatever other filters say
 * @param alone how many nodes it refuses that no other filter does: those would take the task if it
 *     were not for this
 * @param examples the names of some nodes that it refuses, those that it alone does first
 */
public record Obstacle(Filter filter, int nodes, int all, int alone, List<String> examples) {
  /** Refuses nulls, copies the list. */
  public Obstacle {
    Objects.requireNonNull(filter, "filter");
    examples = List.copyOf(examples);
  }

  @Override
  public String toString() {
    return "%s refuses %s%s"
        .formatted(
            filter.name(),
            Names.of(all, examples),
            alone == 0 ? "" : alone == all ? ", for no other reason" : ", " + alone + " alone");
  }
}
