package io.skep.orchestrator.allocation.address;

import io.skep.api.IPAMConfig;
import io.skep.api.IPAMOptions;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Which network has which blocks. One thread at a time. */
public final class Subnets {
  private final Map<String, List<Subnet>> blocks = new HashMap<>();

  /** Takes note that the network has the blocks of {@code ipam}, and no others. */
  public void put(String networkId, IPAMOptions ipam) {
    var of = new ArrayList<Subnet>();
    for (IPAMConfig config : ipam.getConfigsList()) {
      Subnet.parse(config.getSubnet()).ifPresent(of::add);
    }
    blocks.put(networkId, of);
  }

  /** Keeps {@code block} for the network, beside those that it has, until the next {@link #put}. */
  public void reserve(String networkId, Subnet block) {
    blocks.computeIfAbsent(networkId, id -> new ArrayList<>()).add(block);
  }

  /** Gives back the blocks of the network. */
  public void remove(String networkId) {
    blocks.remove(networkId);
  }

  /** Whether no other network than {@code networkId} has an address of {@code block}. */
  public boolean isFree(String networkId, Subnet block) {
    return blocks.entrySet().stream()
        .filter(entry -> !entry.getKey().equals(networkId))
        .flatMap(entry -> entry.getValue().stream())
        .noneMatch(block::overlaps);
  }

  /**
   * The lowest block with a prefix of {@code length} bits that is in one of {@code pools} and not
   * in use; of the first pool that has one. Costs a sort of all blocks.
   */
  public Optional<Subnet> free(List<Subnet> pools, int length) {
    List<Subnet> taken =
        blocks.values().stream()
            .flatMap(Collection::stream)
            .sorted(Comparator.comparing(block -> block.first().value()))
            .toList();
    return pools.stream()
        .filter(pool -> length >= pool.length() && length <= pool.first().bits())
        .map(pool -> lowestFree(pool, length, taken))
        .filter(Objects::nonNull)
        .findFirst();
  }

  private static Subnet lowestFree(Subnet pool, int length, List<Subnet> taken) {
    Subnet candidate = Subnet.around(pool.first(), length);
    for (Subnet block : taken) {
      if (block.overlaps(candidate)) {
        BigInteger after = block.last().max(candidate.last()).add(BigInteger.ONE);
        candidate = Subnet.around(new IpAddress(after, pool.first().bits()), length);
      }
    }
    return pool.contains(candidate.first()) ? candidate : null;
  }
}
