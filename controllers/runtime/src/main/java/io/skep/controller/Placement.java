package io.skep.controller;

/** Where the keys of a controller run, if several replicas of it have the same store. Immutable. */
public sealed interface Placement {
  /** On every replica, each for itself. */
  record EveryReplica() implements Placement {}

  /** On the replica that holds the manager's lease; the others are ready to. */
  record Leader() implements Placement {}

  /**
   * Each key on the replica that holds the lease of the key's shard.
   *
   * @param count how many shards there are; the same on all replicas
   */
  record Shards(int count) implements Placement {
    /** Refuses none. */
    public Shards {
      if (count < 1) {
        throw new IllegalArgumentException("there must be at least 1 shard but are " + count);
      }
    }

    /** The shard of {@code key}: the same on every replica, from 0. */
    public int shardOf(String key) {
      // Keys that differ in their last letters only are to be spread as well (Murmur3's last step).
      int mixed = key.hashCode() * 0x85ebca6b;
      mixed = (mixed ^ (mixed >>> 13)) * 0xc2b2ae35;
      return Math.floorMod(mixed ^ (mixed >>> 16), count);
    }
  }

  /** {@link EveryReplica}. */
  static Placement everyReplica() {
    return new EveryReplica();
  }

  /** {@link Leader}. */
  static Placement leader() {
    return new Leader();
  }

  /** {@link Shards}. */
  static Placement shards(int count) {
    return new Shards(count);
  }
}
