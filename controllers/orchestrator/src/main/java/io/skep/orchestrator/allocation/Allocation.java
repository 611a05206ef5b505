package io.skep.orchestrator.allocation;

import io.skep.controller.Manager;

/** The controller that gives networks, services, tasks and nodes what the scheduler presupposes. */
public final class Allocation {
  private Allocation() {}

  /**
   * Adds the controller to {@code manager}, with addresses from memory.
   *
   * @throws IllegalArgumentException if it is there already
   */
  public static void addTo(Manager manager) {
    addTo(manager, Provider.IN_MEMORY);
  }

  /**
   * Adds the controller to {@code manager}. Two at work on one store at the same time would give
   * things twice: where there are several managers, it must need the leader's lease.
   *
   * @throws IllegalArgumentException if it is there already
   */
  public static void addTo(Manager manager, Provider provider) {
    manager.add("allocator", new Allocator(provider));
  }
}
