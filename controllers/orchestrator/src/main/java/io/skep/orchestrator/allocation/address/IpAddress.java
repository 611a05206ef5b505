package io.skep.orchestrator.allocation.address;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An address of either family. Immutable.
 *
 * @param value the address as a number
 * @param bits 32 or 128
 */
public record IpAddress(BigInteger value, int bits) {
  static final int V4_BITS = 32;
  static final int V6_BITS = 128;

  private static final String V4_PART = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";

  /** Without leading zeros, which some read as octal. */
  private static final Pattern V4 = Pattern.compile("(" + V4_PART + "\\.){3}" + V4_PART);

  private static final Pattern V6 = Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");
  private static final Pattern ZEROS = Pattern.compile("(?:^|:)0(?::0)+(?::|$)");

  /**
   * The address that {@code text} is, with or without a length behind a slash; empty if it is none.
   * Names are never looked up.
   */
  public static Optional<IpAddress> parse(String text) {
    int slash = text.indexOf('/');
    String address = slash < 0 ? text : text.substring(0, slash);
    if (!V4.matcher(address).matches() && !V6.matcher(address).matches()) {
      return Optional.empty();
    }
    try {
      byte[] bytes = InetAddress.getByName(address).getAddress();
      return Optional.of(new IpAddress(new BigInteger(1, bytes), bytes.length * Byte.SIZE));
    } catch (UnknownHostException notAnAddress) {
      return Optional.empty();
    }
  }

  IpAddress plus(long offset) {
    return new IpAddress(value.add(BigInteger.valueOf(offset)), bits);
  }

  /** The address as people write it; the longest run of zeros of a long one is left out. */
  @Override
  public String toString() {
    var text = new StringBuilder();
    int part = bits == V4_BITS ? Byte.SIZE : Short.SIZE;
    for (int shift = bits - part; shift >= 0; shift -= part) {
      int number = value.shiftRight(shift).intValue() & ((1 << part) - 1);
      text.append(bits == V4_BITS ? Integer.toString(number) : Integer.toHexString(number));
      text.append(shift == 0 ? "" : bits == V4_BITS ? "." : ":");
    }
    return bits == V4_BITS ? text.toString() : withoutZeros(text.toString());
  }

  private static String withoutZeros(String full) {
    return ZEROS
        .matcher(full)
        .results()
        .reduce((a, b) -> b.group().length() > a.group().length() ? b : a)
        .map(run -> full.substring(0, run.start()) + "::" + full.substring(run.end()))
        .orElse(full);
  }
}
