package io.skep.scheduler.explain;

import io.skep.scheduler.resource.Quantity;
import java.util.Objects;

/**
 * What a task reserves and no node has free, of those that meet its other demands; of all if none
 * does. Immutable.
 *
 * @param wanted what it reserves
 * @param mostFree the most that one of these nodes has free; may be negative
 * @param node the name of that node
 */
public record Shortage(Quantity wanted, Quantity mostFree, String node) {
  /** Refuses nulls. */
  public Shortage {
    Objects.requireNonNull(wanted, "wanted");
    Objects.requireNonNull(mostFree, "mostFree");
    Objects.requireNonNull(node, "node");
  }

  /** How much is lacking where most is free. */
  public Quantity lacking() {
    return wanted.lacking(mostFree);
  }

  @Override
  public String toString() {
    return "%s: %s is reserved and %s has most free, %s"
        .formatted(lacking(), wanted, node, mostFree.atLeast());
  }
}
