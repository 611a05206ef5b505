package io.skep.orchestrator.allocation;

import io.skep.api.Endpoint.VirtualIP;
import io.skep.api.EndpointSpec;
import io.skep.api.NetworkAttachmentConfig;
import io.skep.api.PortConfig;
import io.skep.api.Service;
import io.skep.orchestrator.allocation.address.AddressBook;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a service asks of the allocator, and whether it has its ports. All pure. */
final class Endpoints {
  private Endpoints() {}

  /** Whether the service's endpoint has the ports that its spec asks for. */
  static boolean hasPorts(Service service) {
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

  /** Whether the service has an address of its own on its networks, that stands for its tasks. */
  static boolean wantsVirtualIps(Service service) {
    return service.getSpec().getEndpoint().getMode() == EndpointSpec.ResolutionMode.VIP;
  }

  /** The service's usable addresses by network: the first of each. */
  static Map<String, VirtualIP> virtualIps(Service service, AddressBook addresses) {
    var usable = new LinkedHashMap<String, VirtualIP>();
    for (VirtualIP ip : service.getEndpoint().getVirtualIpsList()) {
      if (addresses.isOf(ip.getNetworkId(), ip.getAddr())) {
        usable.putIfAbsent(ip.getNetworkId(), ip);
      }
    }
    return usable;
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
