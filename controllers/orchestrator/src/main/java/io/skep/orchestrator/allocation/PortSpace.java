package io.skep.orchestrator.allocation;

import io.skep.api.PortConfig;
import io.skep.api.PortConfig.Protocol;
import io.skep.api.PortConfig.PublishMode;
import io.skep.api.Service;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which service holds which port of the ingress, for each protocol. Published ports that a service
 * names are its alone; the others come from 30000 to 32767, one after the other, so that a port
 * that was given back is not taken again soon. Ports in host mode are a matter of each node and not
 * of this space. One thread at a time.
 */
final class PortSpace {
  static final int FIRST_DYNAMIC = 30_000;
  static final int LAST_DYNAMIC = 32_767;
  static final int LAST = 65_535;

  private final Map<Protocol, Map<Integer, String>> owners = new EnumMap<>(Protocol.class);
  private final Map<Protocol, Integer> lastDynamic = new EnumMap<>(Protocol.class);

  /** Takes note that {@code service} stands so in the store. */
  void observe(Service service) {
    release(service.getId());
    for (PortConfig port : service.getEndpoint().getPortsList()) {
      if (isIngress(port) && port.getPublishedPort() != 0) {
        owners(port).putIfAbsent(port.getPublishedPort(), service.getId());
      }
    }
  }

  /** Gives back all ports of the service. */
  void release(String serviceId) {
    owners.values().forEach(ports -> ports.values().removeIf(serviceId::equals));
  }

  /**
   * The ports that {@code service} asks for, each with a published port.
   *
   * @return empty if another service has one of them, or none is left
   */
  Optional<List<PortConfig>> portsFor(Service service) {
    List<PortConfig> asked = service.getSpec().getEndpoint().getPortsList();
    Map<PortName, Integer> sticky = sticky(service, asked);
    var taken = new HashSet<PortNumber>();
    var given = new ArrayList<PortConfig>();
    for (PortConfig port : asked) {
      Optional<PortConfig> one = portFor(service.getId(), port, sticky, taken);
      if (one.isEmpty()) {
        return Optional.empty();
      }
      given.add(one.get());
    }
    return Optional.of(given);
  }

  private Optional<PortConfig> portFor(
      String service, PortConfig port, Map<PortName, Integer> sticky, Set<PortNumber> taken) {
    if (!isIngress(port)) {
      return Optional.of(port);
    }
    int number = port.getPublishedPort();
    if (number == 0) {
      number = sticky.getOrDefault(PortName.of(port), 0);
    }
    if (number == 0) {
      number = nextDynamic(port, taken);
    }
    boolean free =
        number > 0
            && number <= LAST
            && owners(port).getOrDefault(number, service).equals(service)
            && taken.add(new PortNumber(port.getProtocol(), number));
    return free ? Optional.of(port.toBuilder().setPublishedPort(number).build()) : Optional.empty();
  }

  /**
   * The ports that the service was given before; they stay while it asks for as many of the same.
   */
  private static Map<PortName, Integer> sticky(Service service, List<PortConfig> asked) {
    var before = new HashMap<PortName, Integer>();
    if (service.getEndpoint().getPortsCount() == asked.size()) {
      service.getEndpoint().getPortsList().stream()
          .filter(PortSpace::isIngress)
          .forEach(port -> before.put(PortName.of(port), port.getPublishedPort()));
    }
    return before;
  }

  /** The next free port after the one handed out last, going round; 0 if there is none. */
  private int nextDynamic(PortConfig port, Set<PortNumber> taken) {
    int size = LAST_DYNAMIC - FIRST_DYNAMIC + 1;
    int last = lastDynamic.getOrDefault(port.getProtocol(), LAST_DYNAMIC);
    for (int i = 1; i <= size; i++) {
      int candidate = FIRST_DYNAMIC + (last - FIRST_DYNAMIC + i) % size;
      if (!owners(port).containsKey(candidate)
          && !taken.contains(new PortNumber(port.getProtocol(), candidate))) {
        lastDynamic.put(port.getProtocol(), candidate);
        return candidate;
      }
    }
    return 0;
  }

  private Map<Integer, String> owners(PortConfig port) {
    return owners.computeIfAbsent(port.getProtocol(), protocol -> new HashMap<>());
  }

  static boolean isIngress(PortConfig port) {
    return port.getPublishMode() == PublishMode.INGRESS;
  }

  /** What makes a port of a service the same over updates. */
  private record PortName(String name, Protocol protocol, int target) {
    static PortName of(PortConfig port) {
      return new PortName(port.getName(), port.getProtocol(), port.getTargetPort());
    }
  }

  private record PortNumber(Protocol protocol, int number) {}
}
