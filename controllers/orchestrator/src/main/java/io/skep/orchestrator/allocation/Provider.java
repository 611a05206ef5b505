package io.skep.orchestrator.allocation;

/** Who gives networks their addresses. */
public enum Provider {
  /**
   * The allocator does: each network has subnets, and services, tasks and nodes have addresses of
   * them.
   */
  IN_MEMORY,

  /**
   * Somebody else does, or nobody: networks count as there once they are named, and tasks are
   * attached to them without addresses. Ports are handed out all the same.
   */
  INERT
}
