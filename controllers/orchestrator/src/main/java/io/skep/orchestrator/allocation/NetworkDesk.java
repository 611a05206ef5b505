package io.skep.orchestrator.allocation;

import io.skep.api.Driver;
import io.skep.api.IPAMConfig;
import io.skep.api.IPAMOptions;
import io.skep.api.Network;
import io.skep.informer.Event;
import io.skep.orchestrator.allocation.address.IpAddress;
import io.skep.orchestrator.allocation.address.Subnet;
import io.skep.orchestrator.allocation.address.Subnets;
import io.skep.store.ReadTx;
import io.skep.store.Tx;
import io.skep.store.kind.Kinds;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives each network its driver and its blocks of addresses: those that it asks for, unless another
 * network has some of them, or else the next of the cluster's pools. A network that asked for none
 * and is full gets another block, twice as large as the last, so that no service is stuck for the
 * size of a block that nobody chose.
 */
final class NetworkDesk {
  private static final Logger LOG = LoggerFactory.getLogger(NetworkDesk.class);
  private static final String USUAL_DRIVER = "overlay";
  private static final String USUAL_ADDRESS_DRIVER = "default";

  private final WaitingList list = new WaitingList();
  private final Subnets subnets = new Subnets();
  private final Set<String> planned = new HashSet<>();

  /** Whether a network that is full gets another block in this round. */
  private final Map<String, Boolean> growing = new HashMap<>();

  private final Networks networks;
  private final Consumer<String> wake;

  /** {@code wake} tells all who wait for a {@link Thing}. */
  NetworkDesk(Networks networks, Consumer<String> wake) {
    this.networks = networks;
    this.wake = wake;
  }

  WaitingList list() {
    return list;
  }

  void observe(Event<Network> event) {
    Network network = event.object();
    if (event instanceof Event.Deleted) {
      networks.remove(network.getId());
      subnets.remove(network.getId());
      list.remove(network.getId());
    } else {
      networks.put(network);
      subnets.put(network.getId(), network.getIpam());
      list.add(network.getId());
    }
    if (!(event instanceof Event.Added)) {
      list.wake(Thing.SUBNET);
    }
    wake.accept(Thing.network(network.getId()));
    if (network.getSpec().getIngress()) {
      wake.accept(Thing.INGRESS);
    }
  }

  void settle(ReadTx at) {
    for (String id : planned) {
      at.get(Kinds.NETWORK, id)
          .ifPresentOrElse(network -> subnets.put(id, network.getIpam()), () -> subnets.remove(id));
    }
    planned.clear();
    growing.clear();
  }

  void plan(Round round) {
    List<Network> due =
        round.take(list).stream()
            .flatMap(id -> round.at().get(Kinds.NETWORK, id).stream())
            .filter(network -> !networks.isAllocated(network))
            // The ingress network is everybody's; who asks for a block has it before who does not.
            .sorted(
                Comparator.comparing((Network network) -> !network.getSpec().getIngress())
                    .thenComparing(network -> !asksForBlocks(network)))
            .toList();
    for (Network network : due) {
      plan(round, network);
    }
  }

  private void plan(Round round, Network network) {
    Network.Builder allocated = network.toBuilder().setDriverState(driver(network));
    if (!networks.isInert() && !Networks.isOfNode(network)) {
      Optional<IPAMOptions> ipam = blocks(network, Pools.of(round.at()));
      if (ipam.isEmpty()) {
        subnets.put(network.getId(), network.getIpam());
        list.await(network.getId(), Thing.SUBNET);
        return;
      }
      allocated.setIpam(ipam.get());
    } else if (network.getSpec().hasIpam() || Networks.isOfNode(network)) {
      allocated.setIpam(network.getSpec().getIpam());
    }
    round.write(list, network.getId(), tx -> replace(tx, network, allocated.build()));
  }

  private static Driver driver(Network network) {
    Driver asked = network.hasDriverState() ? network.getDriverState() : driverConfig(network);
    return asked.getName().isEmpty() ? asked.toBuilder().setName(USUAL_DRIVER).build() : asked;
  }

  private static Driver driverConfig(Network network) {
    return network.getSpec().getDriverConfig();
  }

  private static boolean asksForBlocks(Network network) {
    return network.getSpec().getIpam().getConfigsList().stream()
        .anyMatch(config -> !config.getSubnet().isEmpty());
  }

  /** Empty if another network has what this one asks for, or nothing is left. */
  private Optional<IPAMOptions> blocks(Network network, Pools pools) {
    IPAMOptions asked =
        network.getIpam().getConfigsCount() > 0 ? network.getIpam() : network.getSpec().getIpam();
    IPAMOptions.Builder ipam = asked.toBuilder().clearConfigs();
    if (ipam.getDriver().getName().isEmpty()) {
      ipam.getDriverBuilder().setName(USUAL_ADDRESS_DRIVER);
    }
    List<IPAMConfig> configs =
        asked.getConfigsCount() > 0
            ? asked.getConfigsList()
            : List.of(IPAMConfig.getDefaultInstance());
    for (IPAMConfig config : configs) {
      Optional<Subnet> block = block(network.getId(), config, pools);
      if (block.isEmpty()) {
        LOG.info(
            "network {} waits for its addresses: {}",
            network.getId(),
            config.getSubnet().isEmpty()
                ? "the cluster's pools are used up"
                : "%s is no block, or another network has addresses of it"
                    .formatted(config.getSubnet()));
        return Optional.empty();
      }
      reserve(network.getId(), block.get());
      ipam.addConfigs(withGateway(network.getId(), config, block.get()));
    }
    return Optional.of(ipam.build());
  }

  private Optional<Subnet> block(String networkId, IPAMConfig config, Pools pools) {
    return config.getSubnet().isEmpty()
        ? subnets.free(pools.blocks(), pools.length())
        : Subnet.parse(config.getSubnet()).filter(block -> subnets.isFree(networkId, block));
  }

  private void reserve(String networkId, Subnet block) {
    planned.add(networkId);
    subnets.reserve(networkId, block);
  }

  private IPAMConfig withGateway(String networkId, IPAMConfig config, Subnet block) {
    IPAMConfig.Builder complete = config.toBuilder();
    if (config.getSubnet().isEmpty()) {
      complete.setSubnet(block.toString());
    }
    if (config.getGateway().isEmpty()) {
      IpAddress gateway = block.firstHost(address -> networks.addresses.isHeld(networkId, address));
      complete.setGateway(gateway.toString());
    }
    return complete.build();
  }

  /**
   * Has {@code network}, which is full, get another block if it may.
   *
   * @return whether it does, and all who wait for it will be told
   */
  boolean grow(Round round, Network network) {
    return growing.computeIfAbsent(network.getId(), id -> growOnce(round, network));
  }

  private boolean growOnce(Round round, Network network) {
    Optional<Subnet> block =
        asksForBlocks(network) ? Optional.empty() : nextBlock(network, Pools.of(round.at()));
    if (block.isEmpty()) {
      return false;
    }
    String id = network.getId();
    reserve(id, block.get());
    Network.Builder grown = network.toBuilder();
    grown
        .getIpamBuilder()
        .addConfigs(withGateway(id, IPAMConfig.getDefaultInstance(), block.get()));
    round.write(tx -> replace(tx, network, grown.build()), () -> wake.accept(Thing.network(id)));
    return true;
  }

  /** Twice as large as the last one; smaller if there is none like that. */
  private Optional<Subnet> nextBlock(Network network, Pools pools) {
    int last =
        network.getIpam().getConfigsList().stream()
            .flatMap(config -> Subnet.parse(config.getSubnet()).stream())
            .mapToInt(Subnet::length)
            .min()
            .orElse(pools.length());
    for (int length = last - 1; length <= pools.length(); length++) {
      Optional<Subnet> block = subnets.free(pools.blocks(), length);
      if (block.isPresent()) {
        return block;
      }
    }
    return Optional.empty();
  }

  private static void replace(Tx tx, Network seen, Network planned) {
    Optional<Network> stored = tx.get(Kinds.NETWORK, seen.getId());
    if (stored.isEmpty()) {
      return;
    }
    if (!Objects.equals(stored.get().getMeta().getVersion(), seen.getMeta().getVersion())) {
      throw new StaleAllocationException("network " + seen.getId(), "it was changed");
    }
    tx.update(Kinds.NETWORK, planned);
  }
}
