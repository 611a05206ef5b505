package io.skep.orchestrator.allocation.address;

import io.skep.api.IPAMConfig;
import io.skep.api.IPAMOptions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The addresses of one network, and how many users each has: more than one only if the store said
 * so. One thread at a time.
 */
final class NetworkAddresses {
  private final Map<IpAddress, Integer> users = new HashMap<>();
  private List<AddressPool> pools = List.of();

  void set(IPAMOptions ipam) {
    if (ipam.getConfigsList().equals(pools.stream().map(pool -> pool.config).toList())) {
      return;
    }
    List<AddressPool> before = pools;
    var now = new ArrayList<AddressPool>();
    for (IPAMConfig config : ipam.getConfigsList()) {
      AddressPool.of(config).ifPresent(now::add);
    }
    for (AddressPool pool : now) {
      before.stream().filter(old -> old.config.equals(pool.config)).forEach(pool::goOnAfter);
      users.keySet().forEach(address -> pool.count(address, 1));
    }
    pools = List.copyOf(now);
  }

  void clear() {
    pools = List.of();
  }

  boolean isUnused() {
    return pools.isEmpty() && users.isEmpty();
  }

  void hold(IpAddress address) {
    if (users.merge(address, 1, Integer::sum) == 1) {
      pools.forEach(pool -> pool.count(address, 1));
    }
  }

  /** Whether nobody has the address any more. */
  boolean letGo(IpAddress address) {
    if (users.computeIfPresent(address, (key, count) -> count == 1 ? null : count - 1) != null) {
      return false;
    }
    pools.forEach(pool -> pool.count(address, -1));
    return true;
  }

  boolean isHeld(IpAddress address) {
    return users.containsKey(address);
  }

  boolean mayGive(IpAddress address) {
    return pools.stream().anyMatch(pool -> pool.mayGive(address));
  }

  /** A free address of the first block that has one. */
  Optional<Given> next() {
    for (AddressPool pool : pools) {
      Optional<IpAddress> free = pool.next(users::containsKey);
      if (free.isPresent()) {
        return free.map(address -> new Given(address, pool.subnet.length()));
      }
    }
    return Optional.empty();
  }

  /** {@code wanted}, if it may be given and nobody has it. */
  Optional<Given> take(IpAddress wanted) {
    return pools.stream()
        .filter(pool -> pool.mayGive(wanted) && !isHeld(wanted))
        .findFirst()
        .map(pool -> new Given(wanted, pool.subnet.length()));
  }

  long capacity() {
    return pools.stream().mapToLong(AddressPool::capacity).sum();
  }

  /** An address, and how long the prefix of its block is. */
  record Given(IpAddress address, int length) {
    @Override
    public String toString() {
      return address + "/" + length;
    }
  }
}
