package io.skep.scheduler.order;

import io.skep.api.Task;
import io.skep.scheduler.resource.Quantity;
import java.util.List;

/** What tasks reserve, as scorers look at it. */
final class Reserved {
  private Reserved() {}

  /** What {@code task} reserves; empty if that is nothing. */
  static List<Quantity> by(Task task) {
    return Quantity.all(task.getSpec().getResources().getReservations()).stream()
        .filter(quantity -> quantity.amount() > 0)
        .toList();
  }
}
