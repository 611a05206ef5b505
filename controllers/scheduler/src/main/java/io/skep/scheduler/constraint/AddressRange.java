package io.skep.scheduler.constraint;

import java.util.Optional;

/**
 * An IP address, or all addresses with the same first bits. Immutable.
 *
 * @param address any address of the range
 * @param prefixBits how many leading bits all addresses of the range share
 */
record AddressRange(IpAddress address, int prefixBits) {
  /** Reads an address, or a range as {@code 10.1.0.0/16}; bits after the prefix are ignored. */
  static Optional<AddressRange> parse(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      return IpAddress.parse(text).map(one -> new AddressRange(one, one.bits()));
    }
    Optional<IpAddress> address = IpAddress.parse(text.substring(0, slash));
    int prefix = decimal(text.substring(slash + 1));
    return address.flatMap(from -> ofPrefix(from, prefix));
  }

  /** Whether {@code text} is an address, and one of this range. */
  boolean contains(String text) {
    return IpAddress.parse(text).filter(this::contains).isPresent();
  }

  /** Whether all addresses of {@code other} are of this range. */
  boolean covers(AddressRange other) {
    return prefixBits <= other.prefixBits && contains(other.address);
  }

  private boolean contains(IpAddress other) {
    return other.bits() == address.bits() && other.sharesPrefix(address, prefixBits);
  }

  private static Optional<AddressRange> ofPrefix(IpAddress from, int prefix) {
    // An IPv4 address written as IPv6 counts its prefix from the start of the long form.
    int bits = prefix - (from.writtenBits() - from.bits());
    return prefix < 0 || bits < 0 || bits > from.bits()
        ? Optional.empty()
        : Optional.of(new AddressRange(from, bits));
  }

  private static int decimal(String digits) {
    boolean plain = digits.length() <= 3 && digits.chars().allMatch(c -> c >= '0' && c <= '9');
    return plain && !digits.isEmpty() ? Integer.parseInt(digits) : -1;
  }
}
