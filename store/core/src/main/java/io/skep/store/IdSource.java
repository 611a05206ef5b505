package io.skep.store;

import java.math.BigInteger;
import java.util.Objects;
import java.util.random.RandomGenerator;

/**
 * New ids for objects: 25 characters of {@code 0-9a-z} with 129 bits of chance, as SwarmKit makes
 * them. As safe for threads as its source of chance.
 */
public final class IdSource {
  private static final int BYTES = 17;
  private static final int RADIX = 36;

  private final RandomGenerator random;

  /** Ids drawn from {@code random}. */
  public IdSource(RandomGenerator random) {
    this.random = Objects.requireNonNull(random, "random");
  }

  /** An id that has not been used before, as far as chance can tell. */
  public String next() {
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    // The top bit fixes the number of digits at 27; the outer two are not evenly spread and are
    // dropped.
    bytes[0] |= (byte) 0x80;
    String digits = new BigInteger(1, bytes).toString(RADIX);
    return digits.substring(1, digits.length() - 1);
  }
}
