package io.skep.store;

/**
 * A position in the history of one store: the number of a committed transaction.
 *
 * <p>Every object carries the version of the transaction that wrote it last. Versions rise, with
 * gaps: a number is never used twice, not even by a proposal that was refused, so equal versions
 * prove identity. Compare versions of one history only. Immutable.
 *
 * @param index the unsigned 64-bit number; 0 is the state before the first transaction
 */
public record Version(long index) implements Comparable<Version> {
  /** The state before the first transaction. */
  public static final Version ZERO = new Version(0);

  @Override
  public int compareTo(Version other) {
    return Long.compareUnsigned(index, other.index);
  }

  /** Whether this position comes after {@code other}. */
  public boolean isAfter(Version other) {
    return compareTo(other) > 0;
  }

  @Override
  public String toString() {
    return Long.toUnsignedString(index);
  }
}
