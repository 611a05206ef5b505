package io.skep.store.memory;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.skep.store.loop.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * How long things take, under the names by which SwarmKit's dashboards know them. Without a
 * registry it measures nothing and costs nothing. Any thread.
 */
final class StoreTimers {
  /** The usual buckets of a Prometheus histogram, in milliseconds. */
  private static final int[] BUCKETS = {5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000};

  /**
   * Of the ids that are looked up, one in this many is timed, at each of its lookups: a lookup
   * costs less than looking at the clock twice. A power of two.
   */
  private static final int LOOKUPS_A_SAMPLE = 128;

  private final MeterRegistry registry;
  private final Clock clock;
  private final Timer write;
  private final Timer read;
  private final Timer lookup;
  private final Timer batch;
  private final Timer held;

  /** Registers all timers; none if {@code registry} is null. */
  StoreTimers(MeterRegistry registry, Clock clock) {
    this.registry = registry;
    this.clock = clock;
    this.write = timer("swarm.store.write.tx.latency", "Raft store write tx latency.");
    this.read = timer("swarm.store.read.tx.latency", "Raft store read tx latency.");
    this.lookup = timer("swarm.store.lookup.latency", "Raft store read latency.");
    this.batch = timer("swarm.store.batch.latency", "Raft store batch latency.");
    this.held =
        timer(
            "swarm.store.memory.store.lock.duration",
            "Duration for which the raft memory store lock was held.");
  }

  private Timer timer(String name, String help) {
    if (registry == null) {
      return null;
    }
    Duration[] buckets = new Duration[BUCKETS.length];
    for (int i = 0; i < buckets.length; i++) {
      buckets[i] = Duration.ofMillis(BUCKETS[i]);
    }
    return Timer.builder(name)
        .description(help)
        .serviceLevelObjectives(buckets)
        .distributionStatisticBufferLength(1) // Else each is recorded three times over.
        .register(registry);
  }

  /** This moment; means nothing where nothing is measured. */
  long now() {
    return registry == null ? 0 : clock.nanoTime();
  }

  /** A write is decided at {@code end} that was asked for at {@code start}. */
  void wrote(long start, long end) {
    record(start, end, write);
  }

  /** A view with an end is over that began at {@code start}. */
  void read(long start) {
    record(start, now(), read);
  }

  /** Whether a lookup of {@code id} is one that is timed. */
  boolean samplesLookup(String id) {
    return lookup != null && (id.hashCode() & (LOOKUPS_A_SAMPLE - 1)) == 0;
  }

  /** A lookup is over that began at {@code start}. */
  void lookedUp(long start) {
    record(start, now(), lookup);
  }

  /** A batch is over that began at {@code start}. */
  void ranBatch(long start) {
    record(start, now(), batch);
  }

  /** The writer is free at {@code end} that was taken at {@code start}. */
  void held(long start, long end) {
    record(start, end, held);
  }

  private static void record(long start, long end, Timer timer) {
    if (timer != null) {
      timer.record(end - start, TimeUnit.NANOSECONDS);
    }
  }

  void close() {
    if (registry != null) {
      List.of(write, read, lookup, batch, held).forEach(registry::remove);
    }
  }
}
