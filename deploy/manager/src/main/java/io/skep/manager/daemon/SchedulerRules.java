package io.skep.manager.daemon;

import io.skep.api.Node;
import io.skep.scheduler.constraint.Constraints;
import io.skep.scheduler.constraint.InvalidConstraintException;
import io.skep.server.PlacementRules;
import java.util.List;
import java.util.Optional;

/** What constraints mean to the scheduler, for the server. */
final class SchedulerRules implements PlacementRules {
  @Override
  public Optional<String> fault(List<String> constraints) {
    try {
      Constraints.parse(constraints);
      return Optional.empty();
    } catch (InvalidConstraintException e) {
      return Optional.of(e.reason());
    }
  }

  @Override
  public boolean fits(List<String> constraints, Node node) {
    return Constraints.parseOrNone(constraints).matches(node);
  }
}
