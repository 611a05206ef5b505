package io.skep.scheduler.constraint;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Two constraints that no node whatsoever could satisfy together. Immutable.
 *
 * @param one demands a value
 * @param other does not admit that value of the same property
 */
public record Contradiction(Constraint one, Constraint other) {
  /** The contradictions among {@code constraints}, each pair once, in the order written. */
  public static List<Contradiction> among(List<Constraint> constraints) {
    var contradictions = new ArrayList<Contradiction>();
    for (int i = 0; i < constraints.size(); i++) {
      for (int j = i + 1; j < constraints.size(); j++) {
        Constraint one = constraints.get(i);
        Constraint other = constraints.get(j);
        if (excludes(one, other) || excludes(other, one)) {
          contradictions.add(new Contradiction(one, other));
        }
      }
    }
    return contradictions;
  }

  @Override
  public String toString() {
    return one + " and " + other;
  }

  private static boolean excludes(Constraint demand, Constraint other) {
    if (demand.operator() != Constraint.Operator.EQUAL
        || !property(demand).equals(property(other))) {
      return false;
    }
    return property(demand).equals("node.ip")
        ? excludesAddresses(demand, other)
        : !other.accepts(demand.value());
  }

  private static boolean excludesAddresses(Constraint demand, Constraint other) {
    Optional<AddressRange> one = AddressRange.parse(demand.value());
    Optional<AddressRange> two = AddressRange.parse(other.value());
    if (one.isEmpty() || two.isEmpty()) {
      return false; // Means nothing, which is another mistake.
    }
    boolean within = two.get().covers(one.get());
    return other.operator() == Constraint.Operator.EQUAL
        ? !within && !one.get().covers(two.get())
        : within;
  }

  /** Names of labels count with their case, everything else without. */
  private static String property(Constraint constraint) {
    return NodeLabel.of(constraint.key())
        .map(NodeLabel::toString)
        .orElseGet(() -> constraint.key().toLowerCase(Locale.ROOT));
  }
}
