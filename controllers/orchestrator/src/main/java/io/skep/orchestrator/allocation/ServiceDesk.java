package io.skep.orchestrator.allocation;

import io.skep.api.Endpoint;
import io.skep.api.Endpoint.VirtualIP;
import io.skep.api.Network;
import io.skep.api.PortConfig;
import io.skep.api.Service;
import io.skep.informer.Event;
import io.skep.orchestrator.allocation.address.AddressBook.Holding;
import io.skep.store.ReadTx;
import io.skep.store.Tx;
import io.skep.store.kind.Kinds;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Gives each service its endpoint: the ports that it publishes, with numbers for those that it left
 * open, and an address on each of its networks. A service whose port another one has gets no
 * endpoint until that one gives the port back; one whose networks are not all there has what there
 * is, and waits.
 */
final class ServiceDesk {
  private final WaitingList list = new WaitingList();
  private final PortSpace ports = new PortSpace();
  private final Set<String> planned = new HashSet<>();

  /** Why services wait, for their tasks to say; by id. */
  private final Map<String, String> obstacles = new HashMap<>();

  private final Networks networks;
  private final NetworkDesk networkDesk;
  private final Consumer<String> wake;

  /** {@code wake} tells all who wait for a {@link Thing}. */
  ServiceDesk(Networks networks, NetworkDesk networkDesk, Consumer<String> wake) {
    this.networks = networks;
    this.networkDesk = networkDesk;
    this.wake = wake;
  }

  WaitingList list() {
    return list;
  }

  /** Why the service waits, if it is for more than the next turn; else empty. */
  String obstacle(String serviceId) {
    return obstacles.getOrDefault(serviceId, "");
  }

  void observe(Event<Service> event) {
    Service service = event.object();
    boolean portsMoved = true;
    if (event instanceof Event.Deleted) {
      release(service.getId());
      list.remove(service.getId());
      obstacles.remove(service.getId());
    } else {
      hold(service);
      boolean isNews = true;
      if (event instanceof Event.Updated<Service> updated) {
        Endpoint old = updated.old().getEndpoint();
        portsMoved = !old.getPortsList().equals(service.getEndpoint().getPortsList());
        isNews =
            !old.equals(service.getEndpoint())
                || !updated.old().getSpec().equals(service.getSpec());
      }
      if (isNews) {
        list.add(service.getId());
      }
    }
    if (portsMoved) {
      list.wake(Thing.PORT);
    }
  }

  private void hold(Service service) {
    ports.observe(service);
    hold(
        service.getId(),
        service.getEndpoint().getVirtualIpsList().stream()
            .map(ip -> new Holding(ip.getNetworkId(), ip.getAddr()))
            .toList());
  }

  private void release(String id) {
    ports.release(id);
    hold(id, List.of());
  }

  private void hold(String id, List<Holding> addresses) {
    networks
        .addresses
        .put(holder(id), addresses)
        .forEach(freed -> wake.accept(Thing.network(freed)));
  }

  private static String holder(String id) {
    return "service/" + id;
  }

  void settle(ReadTx at) {
    for (String id : planned) {
      at.get(Kinds.SERVICE, id).ifPresentOrElse(this::hold, () -> release(id));
    }
    planned.clear();
  }

  void plan(Round round) {
    for (String id : round.take(list)) {
      round.at().get(Kinds.SERVICE, id).ifPresent(service -> plan(round, service));
    }
  }

  private void plan(Round round, Service service) {
    if (networks.isComplete(service)) {
      obstacles.remove(service.getId());
      wake.accept(Thing.service(service.getId()));
      return;
    }
    Endpoint.Builder endpoint = service.getEndpoint().toBuilder();
    if (!Endpoints.hasPorts(service)) {
      Optional<List<PortConfig>> given = ports.portsFor(service);
      if (given.isEmpty()) {
        refuse(round, service);
        return;
      }
      endpoint.setSpec(service.getSpec().getEndpoint()).clearPorts().addAllPorts(given.get());
    }
    Networks.Reach reach = networks.reach(service);
    var missing = new ArrayList<>(reach.missing());
    String obstacle = "";
    if (!networks.isInert()) {
      Map<String, VirtualIP> before = Endpoints.virtualIps(service, networks.addresses);
      endpoint.clearVirtualIps();
      for (Network network : reach.there()) {
        Optional<VirtualIP> ip = ipFor(service, network, before);
        ip.ifPresent(endpoint::addVirtualIps);
        if (ip.isEmpty()) {
          missing.add(Thing.network(network.getId()));
          obstacle = networkDesk.grow(round, network) ? obstacle : networks.isFull(network);
        }
      }
    }
    if (!missing.isEmpty()) {
      list.await(service.getId(), missing.get(0));
    }
    explain(service.getId(), obstacle);
    if (!service.hasEndpoint() || !endpoint.build().equals(service.getEndpoint())) {
      write(round, service, endpoint.build(), reach.there());
    }
  }

  private Optional<VirtualIP> ipFor(
      Service service, Network network, Map<String, VirtualIP> before) {
    VirtualIP had = before.get(network.getId());
    if (had != null) {
      return Optional.of(had);
    }
    planned.add(service.getId());
    return networks
        .addresses
        .give(holder(service.getId()), network.getId(), List.of())
        .map(
            address ->
                VirtualIP.newBuilder().setNetworkId(network.getId()).setAddr(address).build());
  }

  private void explain(String id, String obstacle) {
    String before = obstacle.isEmpty() ? obstacles.remove(id) : obstacles.put(id, obstacle);
    if (!obstacle.equals(before == null ? "" : before)) {
      wake.accept(Thing.service(id));
    }
  }

  private void refuse(Round round, Service service) {
    list.await(service.getId(), Thing.PORT);
    explain(service.getId(), TakenPorts.explain(round.at(), service).orElse(""));
    if (service.hasEndpoint()) {
      round.write(
          list,
          service.getId(),
          tx ->
              unchanged(tx, service)
                  .ifPresent(
                      stored ->
                          tx.update(Kinds.SERVICE, stored.toBuilder().clearEndpoint().build())));
    }
  }

  private void write(Round round, Service seen, Endpoint endpoint, List<Network> on) {
    planned.add(seen.getId());
    ports.reserve(seen.toBuilder().setEndpoint(endpoint).build());
    round.write(
        list,
        seen.getId(),
        tx ->
            unchanged(tx, seen)
                .ifPresent(
                    stored -> {
                      on.forEach(network -> Round.checkUnchanged(tx, network, name(seen)));
                      tx.update(Kinds.SERVICE, stored.toBuilder().setEndpoint(endpoint).build());
                    }));
  }

  /** The service, if it is there still and asks for and has what it did; refuses another one. */
  private static Optional<Service> unchanged(Tx tx, Service seen) {
    Optional<Service> stored = tx.get(Kinds.SERVICE, seen.getId());
    if (stored.isPresent() && !isSame(stored.get(), seen)) {
      throw new StaleAllocationException(name(seen), "it was changed");
    }
    return stored;
  }

  private static boolean isSame(Service a, Service b) {
    return a.getSpec().getEndpoint().equals(b.getSpec().getEndpoint())
        && Endpoints.networks(a).equals(Endpoints.networks(b))
        && a.getEndpoint().equals(b.getEndpoint());
  }

  private static String name(Service service) {
    return "service " + service.getId();
  }
}
