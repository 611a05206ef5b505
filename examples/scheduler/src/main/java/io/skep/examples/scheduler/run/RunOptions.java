package io.skep.examples.scheduler.run;

import io.skep.examples.scheduler.report.progress.ProgressView;
import io.skep.scheduler.order.Order;
import java.util.Objects;

/**
 * How to play. Immutable; start from {@link #of}.
 *
 * @param seed from which all chance comes: the same seed gives an equal outcome
 * @param pace how fast
 * @param view sees each event as it comes about, and how far the run is
 * @param witness watches the cluster
 * @param order by which the scheduler chooses nodes
 */
public record RunOptions(long seed, Pace pace, ProgressView view, Witness witness, Order order) {
  /** Checks that all is there. */
  public RunOptions {
    Objects.requireNonNull(pace, "pace");
    Objects.requireNonNull(view, "view");
    Objects.requireNonNull(witness, "witness");
    Objects.requireNonNull(order, "order");
  }

  /** As fast as the machine can, with nobody watching, on nodes as SwarmKit chooses them. */
  public static RunOptions of(long seed) {
    return new RunOptions(seed, Pace.UNBOUNDED, ProgressView.silent(), Witness.NONE, Order.SWARM);
  }

  /** The same with another pace. */
  public RunOptions withPace(Pace newPace) {
    return new RunOptions(seed, newPace, view, witness, order);
  }

  /** The same for another view. */
  public RunOptions withView(ProgressView newView) {
    return new RunOptions(seed, pace, newView, witness, order);
  }

  /** The same before another witness. */
  public RunOptions withWitness(Witness newWitness) {
    return new RunOptions(seed, pace, view, newWitness, order);
  }

  /** The same with nodes chosen by another order. */
  public RunOptions withOrder(Order newOrder) {
    return new RunOptions(seed, pace, view, witness, newOrder);
  }
}
