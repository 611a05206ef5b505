package io.skep.server;

import java.util.Objects;
import java.util.Optional;

/**
 * Who calls, as far as the server knows. Immutable.
 *
 * @param role what the caller may do
 * @param nodeId the node that the caller is or acts for, if it is known
 */
public record Caller(Role role, Optional<String> nodeId) {
  /** What a caller may do. */
  public enum Role {
    /** Only what anybody may. */
    ANYBODY,
    /** What agents may. */
    WORKER,
    /** Everything. */
    MANAGER;

    /** Whether this one may do what {@code needed} may. */
    public boolean includes(Role needed) {
      return compareTo(needed) >= 0;
    }
  }

  /** Refuses nulls. */
  public Caller {
    Objects.requireNonNull(role, "role");
    Objects.requireNonNull(nodeId, "nodeId");
  }

  /**
   * The node that the caller is.
   *
   * @throws RefusedException if it is not known
   */
  public String node() {
    return nodeId.orElseThrow(() -> RefusedException.denied("Permission denied: no peer info"));
  }
}
