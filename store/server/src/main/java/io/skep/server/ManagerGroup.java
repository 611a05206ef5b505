package io.skep.server;

import io.skep.api.ManagerStatus;
import java.util.Optional;

/** The group of managers that replicate the store, as this one sees it. Any thread. */
public interface ManagerGroup {
  /** A manager whose store is replicated to nobody. */
  ManagerGroup NONE =
      new ManagerGroup() {
        @Override
        public boolean exists() {
          return false;
        }

        @Override
        public Optional<ManagerStatus> member(String nodeId) {
          return Optional.empty();
        }

        @Override
        public boolean worksWithout(String nodeId) {
          return false;
        }
      };

  /** Whether there is a group. */
  boolean exists();

  /** What the node with {@code nodeId} is to the group; empty if it is no member. */
  Optional<ManagerStatus> member(String nodeId);

  /** Whether enough reachable members would be left if that one went. */
  boolean worksWithout(String nodeId);
}
