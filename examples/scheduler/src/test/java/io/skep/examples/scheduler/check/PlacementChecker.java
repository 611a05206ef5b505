package io.skep.examples.scheduler.check;

import io.skep.api.StoreSnapshot;
import java.util.List;
import java.util.stream.Stream;

/**
 * Judges where tasks are, from the objects in a store alone. Written from the rules, not from the
 * controllers, so that both can be wrong only independently.
 *
 * <p>Every method returns one sentence for each rule that is broken, with the names and numbers
 * that show it, and nothing for a good outcome. Meant for a cluster that has come to rest.
 */
public final class PlacementChecker {
  private PlacementChecker() {}

  /**
   * Checks constraints, resources, generic units, host ports, replicas per node, readiness, slots,
   * replicas, and that every pending task cannot be placed for exactly the reason that it states.
   */
  public static List<String> violations(StoreSnapshot snapshot) {
    ClusterState state = ClusterState.of(snapshot);
    return Stream.of(
            new NodeChecks(state).violations(),
            new ServiceChecks(state).violations(),
            new PendingChecks(state).violations())
        .flatMap(List::stream)
        .toList();
  }

  /**
   * Checks that the tasks of each service are spread as evenly as room allows. Holds for certain
   * only in a run in which no task and no node has gone.
   */
  public static List<String> unevenness(StoreSnapshot snapshot) {
    return new SpreadChecks(ClusterState.of(snapshot)).violations();
  }
}
