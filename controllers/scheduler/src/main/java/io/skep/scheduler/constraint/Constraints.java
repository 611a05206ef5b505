package io.skep.scheduler.constraint;

import io.skep.api.Node;
import java.util.ArrayList;
import java.util.List;

/** The constraints of a service: a node must satisfy every one. Immutable. */
public final class Constraints {
  /** No constraints: every node satisfies them. */
  public static final Constraints NONE = new Constraints(List.of());

  private final List<Constraint> constraints;
  private final List<NodeTest> tests;

  private Constraints(List<Constraint> constraints) {
    this.constraints = List.copyOf(constraints);
    this.tests = constraints.stream().map(NodeTest::of).toList();
  }

  /**
   * Reads constraints, as a service's placement lists them.
   *
   * @throws InvalidConstraintException if one of them is none
   */
  public static Constraints parse(List<String> texts) {
    if (texts.isEmpty()) {
      return NONE;
    }
    var constraints = new ArrayList<Constraint>(texts.size());
    for (String text : texts) {
      constraints.add(Constraint.parse(text));
    }
    return new Constraints(constraints);
  }

  /** These constraints. */
  public static Constraints of(List<Constraint> constraints) {
    return new Constraints(constraints);
  }

  /**
   * Reads constraints that may have come past every check: if one of them is none, there are {@link
   * #NONE}. So a mistake that is already stored does not keep a service from running.
   */
  public static Constraints parseOrNone(List<String> texts) {
    try {
      return parse(texts);
    } catch (InvalidConstraintException ignored) {
      return NONE;
    }
  }

  /** Whether {@code node} satisfies all of them. */
  public boolean matches(Node node) {
    for (NodeTest test : tests) {
      if (!test.accepts(node)) {
        return false;
      }
    }
    return true;
  }

  /** Those of them that {@code node} does not satisfy, in the order written. */
  public List<Constraint> unsatisfiedBy(Node node) {
    var unsatisfied = new ArrayList<Constraint>();
    for (int i = 0; i < tests.size(); i++) {
      if (!tests.get(i).accepts(node)) {
        unsatisfied.add(constraints.get(i));
      }
    }
    return unsatisfied;
  }

  /** Whether there are none. */
  public boolean isEmpty() {
    return constraints.isEmpty();
  }

  /** The constraints, in the order written. */
  public List<Constraint> list() {
    return constraints;
  }

  @Override
  public String toString() {
    return constraints.toString();
  }
}
