package io.skep.orchestrator.allocation;

import io.skep.api.NetworkAttachmentConfig;
import io.skep.api.PortConfig;
import io.skep.api.Service;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a service asks of the allocator, and whether it has it. All pure. */
final class Endpoints {
  private Endpoints() {}

  /** Whether the service's endpoint is what its spec asks for. */
  static boolean isAllocated(Service service) {
    return service.hasEndpoint()
        && service.getEndpoint().getSpec().getMode() == service.getSpec().getEndpoint().getMode()
        && count(asked(service)).equals(count(service.getEndpoint().getSpec().getPortsList()));
  }

  /** Whether any port of the service goes through the ingress network. */
  static boolean usesIngress(Service service) {
    return asked(service).stream().anyMatch(PortSpace::isIngress);
  }

  /** The networks that tasks of {@code service} attach to. */
  @SuppressWarnings("deprecation") // Old clients still name networks beside the task.
  static List<NetworkAttachmentConfig> networks(Service service) {
    List<NetworkAttachmentConfig> ofTask = service.getSpec().getTask().getNetworksList();
    return ofTask.isEmpty() ? service.getSpec().getNetworksList() : ofTask;
  }

  private static List<PortConfig> asked(Service service) {
    return service.getSpec().getEndpoint().getPortsList();
  }

  /**
   * In whatever order they stand: an endpoint does not change because a file lists its ports
   * another way.
   */
  private static Map<PortConfig, Integer> count(List<PortConfig> ports) {
    var counts = new HashMap<PortConfig, Integer>();
    ports.forEach(port -> counts.merge(port, 1, Integer::sum));
    return counts;
  }
}
