package io.skep.examples.scheduler;

import io.skep.scheduler.order.Order;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** The option that says how nodes are chosen. */
final class ScorerOption {
  @Option(
      names = "--scorer",
      paramLabel = "swarm|binpack|balanced",
      defaultValue = "swarm",
      converter = OrderConverter.class,
      description =
          "How a node is chosen among those that fit: as Docker Swarm does, filling nodes one after"
              + " the other, or using all resources alike. Default: swarm.")
  Order order;

  /** Reads the name of an order. */
  static final class OrderConverter implements CommandLine.ITypeConverter<Order> {
    @Override
    public Order convert(String name) {
      try {
        return Order.named(name);
      } catch (IllegalArgumentException e) {
        throw new CommandLine.TypeConversionException(e.getMessage());
      }
    }
  }
}
