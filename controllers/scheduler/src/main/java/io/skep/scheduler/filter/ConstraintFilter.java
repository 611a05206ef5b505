package io.skep.scheduler.filter;

import io.skep.api.Task;
import io.skep.scheduler.Filter;
import io.skep.scheduler.NodeView;
import io.skep.scheduler.constraint.Constraints;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Refuses nodes that do not satisfy a task's placement constraints. Constraints of which one cannot
 * be read demand nothing, so that a mistake that is already stored does not stop a service.
 */
public final class ConstraintFilter implements Filter {
  @Override
  public String name() {
    return "constraint";
  }

  @Override
  public Optional<Predicate<NodeView>> demandOf(Task task) {
    Constraints constraints =
        Constraints.parseOrNone(task.getSpec().getPlacement().getConstraintsList());
    return constraints.isEmpty()
        ? Optional.empty()
        : Optional.of(node -> constraints.matches(node.node()));
  }

  @Override
  public String explain(int nodes) {
    return "scheduling constraints not satisfied on " + Nodes.count(nodes);
  }
}
