package io.skep.scheduler.filter;

import io.skep.scheduler.DeadEnd;
import io.skep.scheduler.NodeView;
import io.skep.scheduler.constraint.Constraint;
import io.skep.scheduler.constraint.Constraints;
import io.skep.scheduler.constraint.Contradiction;
import io.skep.scheduler.constraint.NodeAttribute;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Why no node, as nodes are, will ever satisfy some constraints. */
final class ConstraintDeadEnds {
  private static final int MOST_VALUES = 5;

  private final List<DeadEnd> found = new ArrayList<>();
  private final Constraints constraints;
  private final List<NodeView> nodes;

  ConstraintDeadEnds(Constraints constraints, List<NodeView> nodes) {
    this.constraints = constraints;
    this.nodes = nodes;
  }

  /** The mistakes in the constraints themselves first; what follows from these is left out. */
  List<DeadEnd> find() {
    for (Constraint constraint : constraints.list()) {
      if (!constraint.hasMeaning()) {
        found.add(new DeadEnd.MeaninglessConstraint(constraint));
      }
    }
    for (Contradiction pair : Contradiction.among(constraints.list())) {
      found.add(new DeadEnd.Contradictory(pair));
    }
    if (found.isEmpty() && nodes.stream().noneMatch(n -> constraints.matches(n.node()))) {
      findUnsatisfied();
    }
    return found;
  }

  private void findUnsatisfied() {
    for (Constraint constraint : constraints.list()) {
      if (!isSatisfied(List.of(constraint))) {
        found.add(new DeadEnd.NoNodeSatisfies(constraint, present(constraint)));
      }
    }
    if (found.isEmpty()) {
      found.add(new DeadEnd.NoNodeSatisfiesAll(fewestUnsatisfied()));
    }
  }

  /** A pair that no node satisfies, the first one as written; all of them if every pair is fine. */
  private List<Constraint> fewestUnsatisfied() {
    List<Constraint> all = constraints.list();
    for (int i = 0; i < all.size(); i++) {
      for (int j = i + 1; j < all.size(); j++) {
        List<Constraint> pair = List.of(all.get(i), all.get(j));
        if (!isSatisfied(pair)) {
          return pair;
        }
      }
    }
    return all;
  }

  private boolean isSatisfied(List<Constraint> some) {
    Constraints these = Constraints.of(some);
    return nodes.stream().anyMatch(node -> these.matches(node.node()));
  }

  /** What nodes have instead. */
  private List<String> present(Constraint constraint) {
    Stream<String> values =
        constraint.key().equalsIgnoreCase("node.ip")
            ? nodes.stream().map(node -> node.node().getStatus().getAddr())
            : NodeAttribute.of(constraint.key()).stream()
                .flatMap(attribute -> nodes.stream().map(node -> attribute.of(node.node())));
    return values.filter(value -> !value.isEmpty()).distinct().sorted().limit(MOST_VALUES).toList();
  }
}
