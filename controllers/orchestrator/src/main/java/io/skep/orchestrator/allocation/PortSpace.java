package io.skep.orchestrator.allocation;

import io.skep.api.PortConfig;
import io.skep.api.PortConfig.Protocol;
import io.skep.api.PortConfig.PublishMode;
import io.skep.api.Service;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
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
    for (PortConfig port : service.getEndpoint().getPortsList()) {
      var number = new PortNumber(port.getProtocol(), port.getPublishedPort());
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
    Map<PortName, Deque<Integer>> sticky = sticky(service, asked);
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
      String service,
      PortConfig port,
      Map<PortName, Deque<Integer>> sticky,
      Set<PortNumber> taken) {
    if (!isIngress(port)) {
      return Optional.of(port);
    }
    int number = port.getPublishedPort();
    if (number == 0) {
      Integer before = sticky.getOrDefault(PortName.of(port), new ArrayDeque<>()).poll();
      number = before == null ? 0 : before;
    }
    if (number == 0) {
      number = nextDynamic(port, taken);
    }
    boolean free =
        number > 0
            && number <= LAST
            && isFreeFor(service, new PortNumber(port.getProtocol(), number))
            && taken.add(new PortNumber(port.getProtocol(), number));
    return free ? Optional.of(port.toBuilder().setPublishedPort(number).build()) : Optional.empty();
  }

  /**
   * The ports that the service was given before; they stay while it asks for as many of the same.
   */
  private static Map<PortName, Deque<Integer>> sticky(Service service, List<PortConfig> asked) {
    var before = new HashMap<PortName, Deque<Integer>>();
    if (service.getEndpoint().getPortsCount() == asked.size()) {
      service.getEndpoint().getPortsList().stream()
          .filter(PortSpace::isIngress)
          .forEach(
              port ->
                  before
                      .computeIfAbsent(PortName.of(port), name -> new ArrayDeque<>())
                      .add(port.getPublishedPort()));
    }
    return before;
  }

  /** The next free port after the one handed out last, going round; 0 if there is none. */
  private int nextDynamic(PortConfig port, Set<PortNumber> taken) {
    int size = LAST_DYNAMIC - FIRST_DYNAMIC + 1;
    int last = lastDynamic.getOrDefault(port.getProtocol(), LAST_DYNAMIC);
    for (int i = 1; i <= size; i++) {
      int candidate = FIRST_DYNAMIC + (last - FIRST_DYNAMIC + i) % size;
      var free = new PortNumber(port.getProtocol(), candidate);
      if (!owners.containsKey(free) && !taken.contains(free)) {
        lastDynamic.put(port.getProtocol(), candidate);
        return candidate;
      }
    }
    return 0;
  }

  private boolean isFreeFor(String service, PortNumber port) {
    return owners.getOrDefault(port, service).equals(service);
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
