package io.skep.scheduler.filter;

import io.skep.api.Task;
import io.skep.scheduler.DeadEnd;
import io.skep.scheduler.Filter;
import io.skep.scheduler.NodeView;
import io.skep.scheduler.Remedy;
import io.skep.scheduler.Situation;
import io.skep.scheduler.constraint.Constraint;
import io.skep.scheduler.constraint.Constraints;
import io.skep.scheduler.constraint.NodeLabel;
import java.util.List;
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
    Constraints constraints = constraints(task);
    return constraints.isEmpty()
        ? Optional.empty()
        : Optional.of(node -> constraints.matches(node.node()));
  }

  @Override
  public String explain(int nodes) {
    return "scheduling constraints not satisfied on " + Nodes.count(nodes);
  }

  @Override
  public List<Remedy> remedies(Task task, NodeView node) {
    return constraints(task).unsatisfiedBy(node.node()).stream()
        .map(constraint -> remedy(constraint, node))
        .toList();
  }

  @Override
  public List<DeadEnd> deadEnds(Situation situation) {
    return new ConstraintDeadEnds(constraints(situation.task()), situation.nodes()).find();
  }

  private static Constraints constraints(Task task) {
    return Constraints.parseOrNone(task.getSpec().getPlacement().getConstraintsList());
  }

  private static Remedy remedy(Constraint constraint, NodeView node) {
    Optional<NodeLabel> label = NodeLabel.of(constraint.key());
    if (label.isEmpty()) {
      return new Remedy.Relax(constraint);
    }
    String value = label.get().valueOn(node.node());
    return constraint.operator() == Constraint.Operator.EQUAL
        ? new Remedy.SetLabel(label.get(), value, constraint.value())
        : new Remedy.DropLabel(label.get(), value);
  }
}
