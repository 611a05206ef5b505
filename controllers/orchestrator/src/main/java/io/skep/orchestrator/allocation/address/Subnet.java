package io.skep.orchestrator.allocation.address;

import java.math.BigInteger;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * A block of addresses, as {@code 10.0.0.0/24}. Immutable.
 *
 * @param first the address with zeros behind the prefix
 * @param length how many bits the prefix has
 */
public record Subnet(IpAddress first, int length) {
  private static final Pattern LENGTH = Pattern.compile("[0-9]{1,3}");

  /** The block that {@code text} names, whatever is behind the prefix; empty if it names none. */
  public static Optional<Subnet> parse(String text) {
    int slash = text.indexOf('/');
    if (slash < 0 || !LENGTH.matcher(text.substring(slash + 1)).matches()) {
      return Optional.empty();
    }
    int length = Integer.parseInt(text.substring(slash + 1));
    return IpAddress.parse(text)
        .filter(address -> length <= address.bits())
        .map(address -> around(address, length));
  }

  static Subnet around(IpAddress address, int length) {
    int host = address.bits() - length;
    BigInteger first = address.value().shiftRight(host).shiftLeft(host);
    return new Subnet(new IpAddress(first, address.bits()), length);
  }

  /** How many addresses there are, the first and the last included. */
  BigInteger size() {
    return BigInteger.ONE.shiftLeft(first.bits() - length);
  }

  BigInteger last() {
    return first.value().add(size()).subtract(BigInteger.ONE);
  }

  /** The lowest address behind the first that is not {@code inUse}; the first if there is none. */
  public IpAddress firstHost(Predicate<IpAddress> inUse) {
    IpAddress host = first.plus(1);
    while (contains(host) && inUse.test(host)) {
      host = host.plus(1);
    }
    return contains(host) ? host : first;
  }

  /** Whether {@code address} is one of these. */
  public boolean contains(IpAddress address) {
    return address.bits() == first.bits()
        && address.value().compareTo(first.value()) >= 0
        && address.value().compareTo(last()) <= 0;
  }

  /** Whether any address is in both. */
  public boolean overlaps(Subnet other) {
    return contains(other.first) || other.contains(first);
  }

  @Override
  public String toString() {
    return first + "/" + length;
  }
}
