package io.skep.simulation;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.skep.store.loop.VirtualClock;
import java.time.Instant;
import java.util.Objects;

/**
 * What a simulation follows from. Immutable; start from {@link #of}.
 *
 * @param seed all chance: ids, interleavings, delays
 * @param start when virtual time begins
 * @param life how tasks live on the nodes
 * @param meters where store and controllers register what they measure
 */
public record SimulationOptions(long seed, Instant start, TaskLife life, MeterRegistry meters) {
  /** Checks that all is there. */
  public SimulationOptions {
    Objects.requireNonNull(start, "start");
    Objects.requireNonNull(life, "life");
    Objects.requireNonNull(meters, "meters");
  }

  /**
   * From {@link VirtualClock#START}, with {@linkplain TaskLife#steady steady} tasks, unmeasured.
   */
  public static SimulationOptions of(long seed) {
    return new SimulationOptions(
        seed, VirtualClock.START, TaskLife.steady(seed), new CompositeMeterRegistry());
  }

  /** These options, with virtual time from {@code newStart}. */
  public SimulationOptions withStart(Instant newStart) {
    return new SimulationOptions(seed, newStart, life, meters);
  }

  /** These options, with tasks that live so. */
  public SimulationOptions withLife(TaskLife newLife) {
    return new SimulationOptions(seed, start, newLife, meters);
  }

  /** These options, measured in {@code newMeters}. */
  public SimulationOptions withMeters(MeterRegistry newMeters) {
    return new SimulationOptions(seed, start, life, newMeters);
  }
}
