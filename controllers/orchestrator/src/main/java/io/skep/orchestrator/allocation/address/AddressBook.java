package io.skep.orchestrator.allocation.address;

import io.skep.api.IPAMOptions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Who holds which address. Kept true by {@link #put} from what is stored; what {@link #give} hands
 * out is held beside that, until the next {@code put} of the same holder. So an address is free
 * only once its last user has given it back in the store. Addresses of networks that are not known
 * yet are held too. One thread at a time.
 *
 * <pre>{@code
 * book.putNetwork("front", ipam); // 10.0.1.0/24 with gateway 10.0.1.1
 * book.put("task/t1", List.of(new Holding("front", "10.0.1.2/24")));
 * book.give("task/t2", "front", List.of()); // 10.0.1.3/24
 * }</pre>
 */
public final class AddressBook {
  private final Map<String, NetworkAddresses> networks = new HashMap<>();
  private final Map<String, List<Held>> holders = new HashMap<>();

  /**
   * An address as it is stored.
   *
   * @param address with or without a length; what is no address is ignored
   */
  public record Holding(String networkId, String address) {}

  private record Held(String networkId, IpAddress address) {}

  /** Takes note that addresses of the network are given out as {@code ipam} says. */
  public void putNetwork(String networkId, IPAMOptions ipam) {
    at(networkId).set(ipam);
  }

  /** No addresses of this network are given out any more. */
  public void removeNetwork(String networkId) {
    NetworkAddresses known = networks.get(networkId);
    if (known != null) {
      known.clear();
      dropIfUnused(networkId);
    }
  }

  /**
   * {@code holder} has these addresses, and no others.
   *
   * @return the networks of which an address became free
   */
  public Set<String> put(String holder, List<Holding> now) {
    var held = new ArrayList<Held>();
    for (Holding holding : now) {
      IpAddress.parse(holding.address())
          .ifPresent(address -> held.add(new Held(holding.networkId(), address)));
    }
    List<Held> before = held.isEmpty() ? holders.remove(holder) : holders.put(holder, held);
    if (Objects.equals(before, held) || (before == null && held.isEmpty())) {
      return Set.of();
    }
    held.forEach(one -> at(one.networkId()).hold(one.address()));
    return before == null ? Set.of() : letGo(before);
  }

  private Set<String> letGo(List<Held> before) {
    var freed = new LinkedHashSet<String>();
    for (Held one : before) {
      if (at(one.networkId()).letGo(one.address())) {
        freed.add(one.networkId());
      }
      dropIfUnused(one.networkId());
    }
    return freed;
  }

  /**
   * Gives {@code holder} one more address of the network: the first of {@code wanted} that is free,
   * or the next one if nothing particular is wanted.
   *
   * @return the address with its length; empty if there is none
   */
  public Optional<String> give(String holder, String networkId, List<String> wanted) {
    NetworkAddresses of = at(networkId);
    Optional<NetworkAddresses.Given> given =
        wanted.isEmpty()
            ? of.next()
            : wanted.stream()
                .flatMap(text -> IpAddress.parse(text).stream())
                .flatMap(address -> of.take(address).stream())
                .findFirst();
    given.ifPresent(
        one -> {
          of.hold(one.address());
          holders
              .computeIfAbsent(holder, id -> new ArrayList<>())
              .add(new Held(networkId, one.address()));
        });
    return given.map(Object::toString);
  }

  /** Whether {@code address} is one that the network gives out, to whomever. */
  public boolean isOf(String networkId, String address) {
    NetworkAddresses known = networks.get(networkId);
    return known != null && IpAddress.parse(address).filter(known::mayGive).isPresent();
  }

  /** Whether anybody holds {@code address}. */
  public boolean isHeld(String networkId, IpAddress address) {
    NetworkAddresses known = networks.get(networkId);
    return known != null && known.isHeld(address);
  }

  /** How many addresses of the network can be given out, in use or not. */
  public long capacity(String networkId) {
    return at(networkId).capacity();
  }

  private NetworkAddresses at(String networkId) {
    return networks.computeIfAbsent(networkId, id -> new NetworkAddresses());
  }

  private void dropIfUnused(String networkId) {
    if (at(networkId).isUnused()) {
      networks.remove(networkId);
    }
  }
}
