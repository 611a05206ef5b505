package io.skep.orchestrator.allocation.address;

import io.skep.api.IPAMConfig;
import java.math.BigInteger;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The addresses of one block that may be given out: those of its range, without the first and the
 * last of the block, the gateway, and what is reserved. One after the other, so that one that was
 * given back is not taken again soon. One thread at a time.
 */
final class AddressPool {
  /** Nobody has more users; what lies behind is not given out. */
  private static final long MOST = 1L << 32;

  final IPAMConfig config;
  final Subnet subnet;
  private final Subnet range;
  private final Set<IpAddress> kept = new HashSet<>();
  private final long size;
  private final long capacity;
  private long given = -1;

  /** How many of those that may be given out are in use. */
  private long used;

  private AddressPool(IPAMConfig config, Subnet subnet, Subnet range) {
    this.config = config;
    this.subnet = subnet;
    this.range = range;
    this.size = range.size().min(BigInteger.valueOf(MOST)).longValueExact();
    kept.add(subnet.first());
    kept.add(new IpAddress(subnet.last(), subnet.first().bits()));
    IpAddress.parse(config.getGateway()).ifPresent(kept::add);
    config.getReservedMap().values().forEach(text -> IpAddress.parse(text).ifPresent(kept::add));
    BigInteger end = range.first().value().add(BigInteger.valueOf(size));
    this.capacity =
        size
            - kept.stream()
                .filter(range::contains)
                .filter(address -> address.value().compareTo(end) < 0)
                .count();
  }

  /** The pool of {@code config}; empty if it names no block. */
  static Optional<AddressPool> of(IPAMConfig config) {
    return Subnet.parse(config.getSubnet())
        .map(
            subnet -> {
              Subnet range = Subnet.parse(config.getRange()).orElse(subnet);
              boolean isPart = subnet.contains(range.first()) && range.length() >= subnet.length();
              return new AddressPool(config, subnet, isPart ? range : subnet);
            });
  }

  /** Whether {@code address} may be given to somebody who asks for it. */
  boolean mayGive(IpAddress address) {
    return subnet.contains(address) && !kept.contains(address);
  }

  void count(IpAddress address, int change) {
    if (mayGive(address) && isInRange(address)) {
      used += change;
    }
  }

  private boolean isInRange(IpAddress address) {
    return range.contains(address)
        && address.value().subtract(range.first().value()).compareTo(BigInteger.valueOf(size)) < 0;
  }

  void goOnAfter(AddressPool before) {
    given = before.given;
  }

  long capacity() {
    return capacity;
  }

  /** The next address that is not {@code inUse}; empty, at no cost, if all are. */
  Optional<IpAddress> next(Predicate<IpAddress> inUse) {
    for (long i = 1; used < capacity && i <= size; i++) {
      long offset = (given + i) % size;
      IpAddress candidate = range.first().plus(offset);
      if (!kept.contains(candidate) && !inUse.test(candidate)) {
        given = offset;
        return Optional.of(candidate);
      }
    }
    return Optional.empty();
  }
}
