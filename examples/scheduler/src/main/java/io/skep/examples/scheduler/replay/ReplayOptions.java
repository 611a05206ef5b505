package io.skep.examples.scheduler.replay;

import io.skep.scheduler.order.Order;
import java.util.Objects;

/**
 * How to replay. Immutable; start from {@link #of}.
 *
 * @param seed from which all chance comes
 * @param order by which nodes are chosen
 * @param watch sees the cluster at rest
 */
public record ReplayOptions(long seed, Order order, ReplayWatch watch) {
  /** Checks that all is there. */
  public ReplayOptions {
    Objects.requireNonNull(order, "order");
    Objects.requireNonNull(watch, "watch");
  }

  /** As SwarmKit chooses nodes, with nobody watching. */
  public static ReplayOptions of(long seed) {
    return new ReplayOptions(seed, Order.SWARM, ReplayWatch.NONE);
  }

  /** The same with another order. */
  public ReplayOptions withOrder(Order newOrder) {
    return new ReplayOptions(seed, newOrder, watch);
  }

  /** The same, watched. */
  public ReplayOptions withWatch(ReplayWatch newWatch) {
    return new ReplayOptions(seed, order, newWatch);
  }
}
