package io.skep.scheduler.constraint;

import io.skep.api.Node;
import java.util.Optional;

/** One constraint, made ready to be decided for many nodes. Immutable. */
@FunctionalInterface
interface NodeTest {
  /** Satisfied by no node: a constraint that means nothing must not let a task run anywhere. */
  NodeTest NEVER = node -> false;

  /** Whether {@code node} satisfies the constraint. */
  boolean accepts(Node node);

  /** The test for {@code constraint}; {@link #NEVER} if its key or value means nothing. */
  static NodeTest of(Constraint constraint) {
    if (constraint.key().equalsIgnoreCase("node.ip")) {
      return ofAddress(constraint);
    }
    Optional<NodeAttribute> attribute = NodeAttribute.of(constraint.key());
    return attribute.<NodeTest>map(of -> node -> constraint.accepts(of.of(node))).orElse(NEVER);
  }

  private static NodeTest ofAddress(Constraint constraint) {
    Optional<AddressRange> range = AddressRange.parse(constraint.value());
    return range
        .<NodeTest>map(
            wanted -> node -> constraint.accepts(wanted.contains(node.getStatus().getAddr())))
        .orElse(NEVER);
  }
}
