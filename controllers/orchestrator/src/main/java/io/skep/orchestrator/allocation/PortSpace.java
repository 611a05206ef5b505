package io.skep.orchestrator.allocation;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

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

  private final Map<PortNumber, String> owners = new HashMap<>();
  private final Map<String, List<PortNumber>> held = new HashMap<>();
  private final Map<Protocol, Integer> lastDynamic = new EnumMap<>(Protocol.class);

  /** Takes note that {@code service} stands so in the store. */
  void observe(Service service) {
    release(service.getId());
    reserve(service);
  }

  /** Keeps the ports of the service's endpoint for it, beside those that it has. */
  void reserve(Service service) {
    for (PortConfig port : service.getEndpoint().getPortsList()) {
      var number = PortNumber.of(port);
      if (isIngress(port)
          && number.number() != 0
          && owners.putIfAbsent(number, service.getId()) == null) {
        held.computeIfAbsent(service.getId(), id -> new ArrayList<>()).add(number);
      }
    }
  }

  /** Gives back all ports of the service. */
  void release(String serviceId) {
    List<PortNumber> given = held.remove(serviceId);
    if (given != null) {
      given.forEach(owners::remove);
    }
  }

  /**
   * The ports that {@code service} asks for, each with a published port.
   *
   * @return empty if another service has one of them, or none is left
   */
  Optional<List<PortConfig>> portsFor(Service service) {
    List<PortConfig> asked = service.getSpec().getEndpoint().getPortsList();
    var taken = new HashSet<PortNumber>();
    // Those with a number first, or one that is left open could be given the number of another.
    for (PortConfig port : asked) {
      if (isIngress(port) && !isOpen(port) && !take(service.getId(), PortNumber.of(port), taken)) {
        return Optional.empty();
      }
    }
    Map<PortName, List<Integer>> before = numbersBefore(service);
    var given = new ArrayList<PortConfig>();
    for (PortConfig port : asked) {
      int number = isOpen(port) ? numberFor(service, port, before, taken) : port.getPublishedPort();
      if (isIngress(port) && number == 0) {
        return Optional.empty();
      }
      given.add(port.toBuilder().setPublishedPort(number).build());
    }
    return Optional.of(given);
  }

  /** A number that {@code port} had before, or else the next one; 0 if there is none. */
  private int numberFor(
      Service service,
      PortConfig port,
      Map<PortName, List<Integer>> before,
      Set<PortNumber> taken) {
    return before.getOrDefault(PortName.of(port), List.of()).stream()
        .filter(number -> take(service.getId(), PortNumber.of(port, number), taken))
        .findFirst()
        .orElseGet(() -> nextDynamic(port, taken));
  }

  /** Takes {@code port} for the service; false if another has it, or the service has it twice. */
  private boolean take(String service, PortNumber port, Set<PortNumber> taken) {
    return port.number() > 0
        && port.number() <= LAST
        && owners.getOrDefault(port, service).equals(service)
        && taken.add(port);
  }

  /**
   * The numbers that the service was given before; they stay while it asks for as many ports. Ports
   * that nothing tells apart share theirs.
   */
  private static Map<PortName, List<Integer>> numbersBefore(Service service) {
    List<PortConfig> given = service.getEndpoint().getPortsList();
    return given.size() != service.getSpec().getEndpoint().getPortsCount()
        ? Map.of()
        : given.stream()
            .filter(PortSpace::isIngress)
            .collect(groupingBy(PortName::of, mapping(PortConfig::getPublishedPort, toList())));
  }

  /** The next free port after the one handed out last, going round; 0 if there is none. */
  private int nextDynamic(PortConfig port, Set<PortNumber> taken) {
    int size = LAST_DYNAMIC - FIRST_DYNAMIC + 1;
    int last = lastDynamic.getOrDefault(port.getProtocol(), LAST_DYNAMIC);
    for (int i = 1; i <= size; i++) {
      int candidate = FIRST_DYNAMIC + (last - FIRST_DYNAMIC + i) % size;
      var free = PortNumber.of(port, candidate);
      if (!owners.containsKey(free) && taken.add(free)) {
        lastDynamic.put(port.getProtocol(), candidate);
        return candidate;
      }
    }
    return 0;
  }

  static boolean isIngress(PortConfig port) {
    return port.getPublishMode() == PublishMode.INGRESS;
  }

  private static boolean isOpen(PortConfig port) {
    return isIngress(port) && port.getPublishedPort() == 0;
  }

  /** What makes a port of a service the same over updates. */
  private record PortName(String name, Protocol protocol, int target) {
    static PortName of(PortConfig port) {
      return new PortName(port.getName(), port.getProtocol(), port.getTargetPort());
    }
  }

  private record PortNumber(Protocol protocol, int number) {
    static PortNumber of(PortConfig port) {
      return of(port, port.getPublishedPort());
    }

    static PortNumber of(PortConfig port, int number) {
      return new PortNumber(port.getProtocol(), number);
    }
  }
}
