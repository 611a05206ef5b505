package io.skep.examples.scheduler.check;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An IP address, or all that begin with the same bits (CN-7).
 *
 * @param start an address of the range
 * @param bits 32 or 128
 * @param prefix how many leading bits are fixed
 */
record AddressRange(BigInteger start, int bits, int prefix) {
  private static final String OCTET = "(0|[1-9]\\d?|1\\d\\d|2[0-4]\\d|25[0-5])";
  private static final Pattern IPV4 = Pattern.compile(OCTET + "(\\." + OCTET + "){3}");
  private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");
  private static final Pattern PREFIX = Pattern.compile("0|[1-9]\\d{0,2}");

  /** Reads an address, or an address and the length of its prefix after a slash. */
  static Optional<AddressRange> parse(String text) {
    int slash = text.indexOf('/');
    Optional<byte[]> address = address(slash < 0 ? text : text.substring(0, slash));
    if (address.isEmpty()) {
      return Optional.empty();
    }
    int bits = address.get().length * Byte.SIZE;
    String prefix = slash < 0 ? Integer.toString(bits) : text.substring(slash + 1);
    if (!PREFIX.matcher(prefix).matches() || Integer.parseInt(prefix) > bits) {
      return Optional.empty();
    }
    return Optional.of(
        new AddressRange(new BigInteger(1, address.get()), bits, Integer.parseInt(prefix)));
  }

  /** Whether {@code text} is an address and lies in this range. */
  boolean contains(String text) {
    int free = bits - prefix;
    return address(text)
        .filter(address -> address.length * Byte.SIZE == bits)
        .map(address -> new BigInteger(1, address))
        .filter(address -> address.shiftRight(free).equals(start.shiftRight(free)))
        .isPresent();
  }

  private static Optional<byte[]> address(String text) {
    if (!IPV4.matcher(text).matches() && !IPV6.matcher(text).matches()) {
      return Optional.empty(); // Never ask for a name to be resolved.
    }
    try {
      return Optional.of(InetAddress.getByName(text).getAddress());
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }
}
