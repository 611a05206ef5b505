package io.skep.store;

/**
 * How much a snapshot may make a store hold, so that bytes from anywhere cannot use up the memory.
 * Immutable.
 *
 * @param objectBytes the most bytes of one object
 * @param totalBytes the most bytes of all
 * @param objects the most objects; small ones take much more memory than bytes
 */
public record SnapshotLimits(int objectBytes, long totalBytes, int objects) {
  /**
   * 16 MiB an object, ten times what fits into a log entry; 2 GiB, the most that the format can
   * hold; ten million objects.
   */
  public static final SnapshotLimits DEFAULT =
      new SnapshotLimits(16 << 20, Integer.MAX_VALUE, 10_000_000);

  /** None, for bytes of somebody who is trusted. */
  public static final SnapshotLimits UNLIMITED =
      new SnapshotLimits(Integer.MAX_VALUE, Long.MAX_VALUE, Integer.MAX_VALUE);

  /** Refuses limits that would let nothing through. */
  public SnapshotLimits {
    if (objectBytes < 1 || totalBytes < 1 || objects < 1) {
      throw new IllegalArgumentException(
          "limits must be at least 1 but are %d bytes an object, %d bytes and %d objects"
              .formatted(objectBytes, totalBytes, objects));
    }
  }
}
