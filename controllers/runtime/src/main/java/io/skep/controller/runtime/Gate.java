package io.skep.controller.runtime;

import io.skep.controller.Placement;
import io.skep.controller.lease.Term;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;

/**
 * Which keys of a controller may run here now, and in which term. Confined to the controller's
 * loop, but for the leases that it goes by.
 */
final class Gate {
  private final ToIntFunction<String> shardOf;

  /** The term of each shard, null where the lease is not held; null if no lease is needed. */
  private final Term[] terms;

  private Gate(int shards, ToIntFunction<String> shardOf) {
    this.shardOf = shardOf;
    terms = shards == 0 ? null : new Term[shards];
  }

  static Gate of(Placement placement) {
    if (placement instanceof Placement.Shards shards) {
      return new Gate(shards.count(), shards::shardOf);
    }
    return new Gate(placement instanceof Placement.Leader ? 1 : 0, key -> 0);
  }

  /** The leases that {@code placement} needs, shard by shard; {@code lease} is the manager's. */
  static List<String> leases(Placement placement, String lease) {
    if (placement instanceof Placement.Shards shards) {
      return IntStream.range(0, shards.count())
          .mapToObj(shard -> "%s/%d-of-%d".formatted(lease, shard, shards.count()))
          .toList();
    }
    return placement instanceof Placement.Leader ? List.of(lease) : List.of();
  }

  /** Whether {@code key} may run. */
  boolean isOpenFor(String key) {
    Term term = termFor(key);
    return terms == null || (term != null && term.isHeld());
  }

  /** The term in which {@code key} runs; null if it needs none, or may not. */
  Term termFor(String key) {
    return terms == null ? null : terms[shardOf.applyAsInt(key)];
  }

  void open(int shard, Term term) {
    terms[shard] = term;
  }

  void close(int shard, Term term) {
    if (terms[shard] == term) {
      terms[shard] = null;
    }
  }
}
