package io.skep.server;

import io.skep.api.Node;
import java.util.List;
import java.util.Optional;

/**
 * What placement constraints mean: the scheduler's business, of which the server asks two things.
 */
public interface PlacementRules {
  /** For a server without a scheduler: any constraint is well, and no node is known to fit. */
  PlacementRules UNCHECKED =
      new PlacementRules() {
        @Override
        public Optional<String> fault(List<String> constraints) {
          return Optional.empty();
        }

        @Override
        public boolean fits(List<String> constraints, Node node) {
          return constraints.isEmpty();
        }
      };

  /** What is wrong with {@code constraints}, in SwarmKit's words; empty if nothing is. */
  Optional<String> fault(List<String> constraints);

  /** Whether {@code node} satisfies all of {@code constraints}. */
  boolean fits(List<String> constraints, Node node);
}
