package io.skep.scheduler;

import io.skep.api.GenericResource;
import io.skep.api.Node;
import io.skep.api.Task;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * A task and the node that is to run it. Immutable.
 *
 * @param task the task as it was when this was decided
 * @param node the node as it was
 * @param units the generic resources that the task gets there
 * @param volumes the cluster volumes that it gets, in the order of its mounts
 * @param at when it was decided
 */
public record Decision(
    Task task, Node node, List<GenericResource> units, List<MountedVolume> volumes, Instant at) {
  /** Refuses nulls. */
  public Decision {
    Objects.requireNonNull(task, "task");
    Objects.requireNonNull(node, "node");
    Objects.requireNonNull(at, "at");
    units = List.copyOf(units);
    volumes = List.copyOf(volumes);
  }

  /** Whether the task was made for this node, which the scheduler then only confirms. */
  public boolean isPreassigned() {
    return !task.getNodeId().isEmpty();
  }
}
