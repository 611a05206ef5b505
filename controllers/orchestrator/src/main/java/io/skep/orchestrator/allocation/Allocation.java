package io.skep.orchestrator.allocation;

import io.skep.controller.ControllerOptions;
import io.skep.controller.Manager;

/** The controllers that give networks, services and tasks what the scheduler presupposes. */
public final class Allocation {
  /** One service after the other, or two could be given the same port. */
  private static final ControllerOptions ONE_BY_ONE = ControllerOptions.DEFAULT.withInFlight(1);

  private Allocation() {}

  /**
   * Adds the controllers to {@code manager}.
   *
   * @throws IllegalArgumentException if they are there already
   */
  public static void addTo(Manager manager) {
    manager
        .add("network-allocator", new NetworkAllocator())
        .add("service-allocator", new ServiceAllocator(), ONE_BY_ONE)
        .add("task-allocator", new TaskAllocator());
  }
}
