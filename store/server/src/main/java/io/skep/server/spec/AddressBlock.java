package io.skep.server.spec;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/** A block of addresses, as {@code 10.0.0.0/24}. Names are never looked up. */
final class AddressBlock {
  private static final Pattern V4_PART = Pattern.compile("0|[1-9][0-9]{0,2}");
  private static final Pattern V6 = Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");
  private static final Pattern LENGTH = Pattern.compile("[0-9]{1,3}");
  private static final int V4_BYTES = 4;
  private static final int MAX_BYTE = 255;

  private final byte[] address;
  private final int length;

  private AddressBlock(byte[] address, int length) {
    this.address = address;
    this.length = length;
  }

  /** The block that {@code text} names. */
  static Optional<AddressBlock> parse(String text) {
    int slash = text.indexOf('/');
    if (slash < 0 || !LENGTH.matcher(text.substring(slash + 1)).matches()) {
      return Optional.empty();
    }
    int length = Integer.parseInt(text.substring(slash + 1));
    return address(text.substring(0, slash))
        .filter(bytes -> length <= bytes.length * Byte.SIZE)
        .map(bytes -> new AddressBlock(bytes, length));
  }

  /** The bytes of the address that {@code text} is. */
  static Optional<byte[]> address(String text) {
    if (!V6.matcher(text).matches()) {
      return v4(text);
    }
    try {
      return Optional.of(InetAddress.getByName(text).getAddress());
    } catch (UnknownHostException notAnAddress) {
      return Optional.empty();
    }
  }

  private static Optional<byte[]> v4(String text) {
    String[] parts = text.split("\\.", -1);
    if (parts.length != V4_BYTES) {
      return Optional.empty();
    }
    byte[] bytes = new byte[V4_BYTES];
    for (int i = 0; i < V4_BYTES; i++) {
      if (!V4_PART.matcher(parts[i]).matches() || Integer.parseInt(parts[i]) > MAX_BYTE) {
        return Optional.empty();
      }
      bytes[i] = (byte) Integer.parseInt(parts[i]);
    }
    return Optional.of(bytes);
  }

  /** The first address, as it was written. */
  byte[] first() {
    return address.clone();
  }

  boolean contains(byte[] other) {
    if (other.length != address.length) {
      return false;
    }
    for (int bit = 0; bit < length; bit++) {
      int mask = 0x80 >> (bit % Byte.SIZE);
      if ((other[bit / Byte.SIZE] & mask) != (address[bit / Byte.SIZE] & mask)) {
        return false;
      }
    }
    return true;
  }
}
