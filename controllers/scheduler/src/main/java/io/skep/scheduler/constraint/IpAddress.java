package io.skep.scheduler.constraint;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * An IPv4 or IPv6 address, read without asking any name service. An IPv4 address may be written as
 * IPv6 ({@code ::ffff:10.0.0.1}) and is the same then. Immutable.
 */
final class IpAddress {
  private static final int GROUPS = 8;
  private static final byte[] MAPPED = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1};

  private final byte[] bytes;
  private final int writtenBits;

  private IpAddress(byte[] written) {
    boolean mapped =
        written.length == 16 && Arrays.equals(written, 0, MAPPED.length, MAPPED, 0, MAPPED.length);
    this.bytes = mapped ? Arrays.copyOfRange(written, MAPPED.length, written.length) : written;
    this.writtenBits = written.length * Byte.SIZE;
  }

  /** Reads {@code text}; empty if it is no address. */
  static Optional<IpAddress> parse(String text) {
    byte[] written = text.indexOf(':') >= 0 ? sixteenBytes(text) : fourBytes(text);
    return Optional.ofNullable(written).map(IpAddress::new);
  }

  /** 32 or 128. */
  int bits() {
    return bytes.length * Byte.SIZE;
  }

  /** 128 for an address written as IPv6, even if it is an IPv4 one; else 32. */
  int writtenBits() {
    return writtenBits;
  }

  /** Whether the first {@code bits} are those of {@code other}, an address of the same length. */
  boolean sharesPrefix(IpAddress other, int bits) {
    int whole = bits / Byte.SIZE;
    int rest = bits % Byte.SIZE;
    return Arrays.equals(bytes, 0, whole, other.bytes, 0, whole)
        && (rest == 0 || ((bytes[whole] ^ other.bytes[whole]) & 0xff) >>> (Byte.SIZE - rest) == 0);
  }

  /** Four decimal numbers without leading zeros; null if {@code text} is something else. */
  private static byte[] fourBytes(String text) {
    String[] parts = text.split("\\.", -1);
    if (parts.length != 4) {
      return null;
    }
    byte[] bytes = new byte[4];
    for (int i = 0; i < bytes.length; i++) {
      int octet = number(parts[i], 10, 3);
      if (octet < 0 || octet > 255 || (parts[i].length() > 1 && parts[i].charAt(0) == '0')) {
        return null;
      }
      bytes[i] = (byte) octet;
    }
    return bytes;
  }

  /**
   * Eight hexadecimal groups, of which one {@code ::} may stand for one or more zeros and the last
   * two may be an IPv4 address; null if {@code text} is something else.
   */
  private static byte[] sixteenBytes(String text) {
    int gap = text.indexOf("::");
    if (gap < 0) {
      List<Integer> groups = groups(text);
      return groups == null || groups.size() != GROUPS ? null : join(groups, List.of());
    }
    List<Integer> before = groups(text.substring(0, gap));
    List<Integer> after = groups(text.substring(gap + 2));
    boolean fits = before != null && after != null && before.size() + after.size() < GROUPS;
    boolean endsBeforeGap = text.indexOf('.') >= 0 && text.indexOf('.') < gap;
    return fits && !endsBeforeGap ? join(before, after) : null;
  }

  /** Groups between colons, the last of which may be an IPv4 address; null if there are others. */
  private static List<Integer> groups(String text) {
    var groups = new ArrayList<Integer>();
    if (text.isEmpty()) {
      return groups;
    }
    String[] parts = text.split(":", -1);
    for (int i = 0; i < parts.length; i++) {
      if (i == parts.length - 1 && parts[i].indexOf('.') >= 0) {
        byte[] last = fourBytes(parts[i]);
        if (last == null) {
          return null;
        }
        groups.add((last[0] & 0xff) << Byte.SIZE | (last[1] & 0xff));
        groups.add((last[2] & 0xff) << Byte.SIZE | (last[3] & 0xff));
      } else {
        int group = number(parts[i], 16, 4);
        if (group < 0) {
          return null;
        }
        groups.add(group);
      }
    }
    return groups;
  }

  private static byte[] join(List<Integer> before, List<Integer> after) {
    byte[] bytes = new byte[GROUPS * 2];
    for (int i = 0; i < before.size(); i++) {
      put(bytes, i, before.get(i));
    }
    for (int i = 0; i < after.size(); i++) {
      put(bytes, GROUPS - after.size() + i, after.get(i));
    }
    return bytes;
  }

  private static void put(byte[] bytes, int group, int value) {
    bytes[group * 2] = (byte) (value >>> Byte.SIZE);
    bytes[group * 2 + 1] = (byte) value;
  }

  /** The number that {@code digits} write, 1 to {@code longest} of them; else -1. */
  private static int number(String digits, int radix, int longest) {
    if (digits.isEmpty() || digits.length() > longest) {
      return -1;
    }
    int value = 0;
    for (int i = 0; i < digits.length(); i++) {
      char c = digits.charAt(i);
      int digit = c < 0x80 ? Character.digit(c, radix) : -1;
      if (digit < 0) {
        return -1;
      }
      value = value * radix + digit;
    }
    return value;
  }
}
