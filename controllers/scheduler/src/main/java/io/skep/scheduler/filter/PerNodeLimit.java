package io.skep.scheduler.filter;

import io.skep.api.Service;
import io.skep.api.UpdateConfig;
import io.skep.api.UpdateStatus;
import io.skep.scheduler.DeadEnd;
import io.skep.scheduler.NodeView;
import io.skep.scheduler.Situation;
import java.util.List;
import java.util.Set;

/**
 * How many tasks of a service one node may have, for what follows when all nodes have as many.
 *
 * @param name what limits them, for people
 * @param most how many
 */
record PerNodeLimit(String name, long most) {
  /**
   * These depend on what runs where. A node that one of them closes may be open to the service all
   * the same, for instance because the service's own tasks are what it is full of.
   */
  private static final Set<String> BY_USE =
      Set.of("resource", "host-port", "max-replicas", "volumes");

  List<DeadEnd> deadEnds(Situation situation) {
    Service service = situation.service().orElse(null);
    if (service == null || !service.getSpec().hasReplicated()) {
      return List.of();
    }
    List<NodeView> nodes = situation.acceptedBut(BY_USE);
    long replicas = service.getSpec().getReplicated().getReplicas();
    if (nodes.isEmpty() || nodes.stream().anyMatch(node -> !isFull(node, service.getId()))) {
      return List.of();
    }
    // Written so that no product overflows.
    if (replicas / nodes.size() > most
        || (replicas / nodes.size() == most && replicas % nodes.size() > 0)) {
      return List.of(new DeadEnd.TooManyReplicas(replicas, name, most, nodes.size()));
    }
    return startsFirst(service)
        ? List.of(new DeadEnd.NoSpareNode(name, most, nodes.size()))
        : List.of();
  }

  private boolean isFull(NodeView node, String serviceId) {
    return node.activeTasks(serviceId) >= most;
  }

  private static boolean startsFirst(Service service) {
    boolean rollsBack =
        service.getUpdateStatus().getState() == UpdateStatus.UpdateState.ROLLBACK_STARTED;
    UpdateConfig config =
        rollsBack ? service.getSpec().getRollback() : service.getSpec().getUpdate();
    return config.getOrder() == UpdateConfig.UpdateOrder.START_FIRST;
  }
}
