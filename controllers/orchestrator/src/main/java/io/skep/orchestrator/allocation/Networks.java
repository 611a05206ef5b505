package io.skep.orchestrator.allocation;

import io.skep.api.IPAMConfig;
import io.skep.api.Network;
import io.skep.api.NetworkAttachmentConfig;
import io.skep.api.Service;
import io.skep.orchestrator.allocation.address.AddressBook;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The networks as they are stored, and which may be attached to. Confined to a loop. */
final class Networks {
  /** What a node brings along itself: these have nothing that a cluster could hand out. */
  private static final Set<String> OF_NODES =
      Set.of("bridge", "host", "ipvlan", "macvlan", "none", "null");

  final AddressBook addresses = new AddressBook();
  private final TreeMap<String, Network> all = new TreeMap<>();
  private final Provider provider;
  private Optional<Network> ingress = Optional.empty();

  Networks(Provider provider) {
    this.provider = provider;
  }

  void put(Network network) {
    all.put(network.getId(), network);
    if (hasAddresses(network)) {
      addresses.putNetwork(network.getId(), network.getIpam());
    } else {
      addresses.removeNetwork(network.getId());
    }
    findIngress();
  }

  void remove(String id) {
    all.remove(id);
    addresses.removeNetwork(id);
    findIngress();
  }

  private void findIngress() {
    ingress =
        all.values().stream()
            .filter(network -> network.getSpec().getIngress() && isAllocated(network))
            .findFirst();
  }

  Optional<Network> get(String id) {
    return Optional.ofNullable(all.get(id));
  }

  /** The network through which published ports are reached, once it is allocated. */
  Optional<Network> ingress() {
    return ingress;
  }

  boolean isInert() {
    return provider == Provider.INERT;
  }

  boolean isAllocated(Network network) {
    return network.hasDriverState()
        && (isInert() || (isOfNode(network) ? network.hasIpam() : hasBlocks(network)));
  }

  /** Whether those who are on the network have addresses that are given here. */
  boolean hasAddresses(Network network) {
    return !isInert() && !isOfNode(network) && isAllocated(network);
  }

  static boolean isOfNode(Network network) {
    return network.getSpec().hasNetwork()
        || OF_NODES.contains(network.getSpec().getDriverConfig().getName());
  }

  private static boolean hasBlocks(Network network) {
    List<IPAMConfig> blocks = network.getIpam().getConfigsList();
    return !blocks.isEmpty()
        && blocks.stream()
            .noneMatch(block -> block.getSubnet().isEmpty() || block.getGateway().isEmpty());
  }

  /** Says that {@code network} has no address left, for people. */
  String isFull(Network network) {
    return "network \"%s\" has no free address: all %d are in use"
        .formatted(
            network.getSpec().getAnnotations().getName(), addresses.capacity(network.getId()));
  }

  /** The networks on which {@code service} has an address of its own; by what it is missing. */
  Reach reach(Service service) {
    var there = new ArrayList<Network>();
    var missing = new ArrayList<String>();
    if (isInert() || !Endpoints.wantsVirtualIps(service)) {
      return new Reach(there, missing);
    }
    if (Endpoints.usesIngress(service)) {
      ingress.ifPresentOrElse(there::add, () -> missing.add(Thing.INGRESS));
    }
    for (NetworkAttachmentConfig config : Endpoints.networks(service)) {
      Optional<Network> network = get(config.getTarget()).filter(this::isAllocated);
      if (network.isEmpty()) {
        missing.add(Thing.network(config.getTarget()));
      } else if (hasAddresses(network.get()) && !there.contains(network.get())) {
        there.add(network.get());
      }
    }
    return new Reach(there, missing);
  }

  /**
   * Where a service can be reached.
   *
   * @param there the networks, ingress first
   * @param missing what it waits for
   */
  record Reach(List<Network> there, List<String> missing) {}

  /** Whether {@code service} has all that it asks for, so that its tasks may go on. */
  boolean isComplete(Service service) {
    if (!Endpoints.hasPorts(service)) {
      return false;
    }
    Reach reach = reach(service);
    return reach.missing().isEmpty() && (isInert() || hasAddresses(service, reach.there()));
  }

  /** Whether the service has an address on each of the networks {@code on}, and no other. */
  private boolean hasAddresses(Service service, List<Network> on) {
    return service.getEndpoint().getVirtualIpsCount() == on.size()
        && Endpoints.virtualIps(service, addresses)
            .keySet()
            .equals(Set.copyOf(on.stream().map(Network::getId).toList()));
  }
}
