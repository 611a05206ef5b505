package io.skep.server;

import io.skep.store.loop.Clock;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * What a server asks of the manager around it, besides the store. Immutable.
 *
 * @param nodeId the node that this manager runs on: whom callers over a socket of the machine act
 *     for
 * @param managers the group that replicates the store
 * @param placement what constraints mean
 * @param networks which drivers networks can have
 * @param freshness makes the store as new as those that it is one with
 * @param reads how new what the calls of Control read must be, if they do not say it
 * @param clock the time for stamps
 * @param random where keys and tokens come from; must not be guessable, and be safe for threads, as
 *     {@link java.security.SecureRandom} is
 */
public record ClusterServices(
    Optional<String> nodeId,
    ManagerGroup managers,
    PlacementRules placement,
    NetworkProvider networks,
    Freshness freshness,
    ReadMode reads,
    InstantSource clock,
    RandomGenerator random) {
  /** Refuses nulls. */
  public ClusterServices {
    Objects.requireNonNull(nodeId, "nodeId");
    Objects.requireNonNull(managers, "managers");
    Objects.requireNonNull(placement, "placement");
    Objects.requireNonNull(networks, "networks");
    Objects.requireNonNull(freshness, "freshness");
    Objects.requireNonNull(reads, "reads");
    Objects.requireNonNull(clock, "clock");
    Objects.requireNonNull(random, "random");
  }

  /**
   * A server on its own: no group, no scheduler that would know constraints, no drivers; the
   * system's time and chance.
   */
  public static ClusterServices alone() {
    return new ClusterServices(
        Optional.empty(),
        ManagerGroup.NONE,
        PlacementRules.UNCHECKED,
        NetworkProvider.INERT,
        Freshness.ALONE,
        ReadMode.LOCAL,
        Clock.system(),
        new SecureRandom());
  }

  /** These, on the node with {@code id}. */
  public ClusterServices withNodeId(String id) {
    return new ClusterServices(
        Optional.of(id), managers, placement, networks, freshness, reads, clock, random);
  }

  /** These, as a member of {@code group}. */
  public ClusterServices withManagers(ManagerGroup group) {
    return new ClusterServices(nodeId, group, placement, networks, freshness, reads, clock, random);
  }

  /** These, with constraints as {@code rules} say. */
  public ClusterServices withPlacement(PlacementRules rules) {
    return new ClusterServices(nodeId, managers, rules, networks, freshness, reads, clock, random);
  }

  /** These, with the drivers of {@code provider}. */
  public ClusterServices withNetworks(NetworkProvider provider) {
    return new ClusterServices(
        nodeId, managers, placement, provider, freshness, reads, clock, random);
  }

  /** These, with a store that {@code newFreshness} makes new. */
  public ClusterServices withFreshness(Freshness newFreshness) {
    return new ClusterServices(
        nodeId, managers, placement, networks, newFreshness, reads, clock, random);
  }

  /** These, with calls of Control that read as {@code mode} says, unless they say it. */
  public ClusterServices withReads(ReadMode mode) {
    return new ClusterServices(
        nodeId, managers, placement, networks, freshness, mode, clock, random);
  }

  /** These, with the time of {@code newClock}. */
  public ClusterServices withClock(InstantSource newClock) {
    return new ClusterServices(
        nodeId, managers, placement, networks, freshness, reads, newClock, random);
  }

  /** These, with chance from {@code newRandom}. */
  public ClusterServices withRandom(RandomGenerator newRandom) {
    return new ClusterServices(
        nodeId, managers, placement, networks, freshness, reads, clock, newRandom);
  }
}
