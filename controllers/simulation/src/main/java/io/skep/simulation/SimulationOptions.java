package io.skep.simulation;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.skep.scheduler.Pipeline;
import io.skep.scheduler.reconciler.Scheduler;
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
 * @param pipeline by which the scheduler decides
 * @param schedulerOnly whether the scheduler is the only controller: whoever runs the simulation
 *     makes tasks that are PENDING, ends and deletes them, and no agent touches them
 */
public record SimulationOptions(
    long seed,
    Instant start,
    TaskLife life,
    MeterRegistry meters,
    Pipeline pipeline,
    boolean schedulerOnly) {
  /** Checks that all is there. */
  public SimulationOptions {
    Objects.requireNonNull(start, "start");
    Objects.requireNonNull(life, "life");
    Objects.requireNonNull(meters, "meters");
    Objects.requireNonNull(pipeline, "pipeline");
  }

  /**
   * From {@link VirtualClock#START}, with {@linkplain TaskLife#steady steady} tasks, unmeasured;
   * all controllers, and a scheduler that decides as SwarmKit does.
   */
  public static SimulationOptions of(long seed) {
    return new SimulationOptions(
        seed,
        VirtualClock.START,
        TaskLife.steady(seed),
        new CompositeMeterRegistry(),
        Scheduler.swarmPipeline(),
        false);
  }

  /** These options, with virtual time from {@code newStart}. */
  public SimulationOptions withStart(Instant newStart) {
    return new SimulationOptions(seed, newStart, life, meters, pipeline, schedulerOnly);
  }

  /** These options, with tasks that live so. */
  public SimulationOptions withLife(TaskLife newLife) {
    return new SimulationOptions(seed, start, newLife, meters, pipeline, schedulerOnly);
  }

  /** These options, measured in {@code newMeters}. */
  public SimulationOptions withMeters(MeterRegistry newMeters) {
    return new SimulationOptions(seed, start, life, newMeters, pipeline, schedulerOnly);
  }

  /** These options, with a scheduler that decides by {@code newPipeline}. */
  public SimulationOptions withPipeline(Pipeline newPipeline) {
    return new SimulationOptions(seed, start, life, meters, newPipeline, schedulerOnly);
  }

  /** These options, without any controller but the scheduler. */
  public SimulationOptions withSchedulerOnly() {
    return new SimulationOptions(seed, start, life, meters, pipeline, true);
  }
}
