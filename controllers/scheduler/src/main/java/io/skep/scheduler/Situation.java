package io.skep.scheduler;

import io.skep.api.Service;
import io.skep.api.Task;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A task that waits and everything around it, for a {@link Filter} that is asked for dead ends. For
 * reading while it is asked, not for keeping.
 */
public interface Situation {
  /** The task. */
  Task task();

  /** The task's service; empty if it has none. */
  Optional<Service> service();

  /** All nodes, or the one that the task was made for; by id. */
  List<NodeView> nodes();

  /** Those of {@link #nodes} that all filters accept but for those with these names. */
  List<NodeView> acceptedBut(Set<String> filters);
}
