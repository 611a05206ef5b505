package io.skep.controller.runtime;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.time.Duration;
import java.util.Objects;

/** How a manager runs its controllers. Immutable; start from {@link #DEFAULT}. */
public final class ManagerOptions {
  /** No meters, chance from seed 0, and two minutes for each controller to sync. */
  public static final ManagerOptions DEFAULT =
      new ManagerOptions(new CompositeMeterRegistry(), 0, Duration.ofMinutes(2));

  private final MeterRegistry meters;
  private final long seed;
  private final Duration syncLimit;

  private ManagerOptions(MeterRegistry meters, long seed, Duration syncLimit) {
    this.meters = meters;
    this.seed = seed;
    this.syncLimit = syncLimit;
  }

  /** Where controllers and their queues register what they measure. */
  public MeterRegistry meters() {
    return meters;
  }

  /** From what the jitter of delays is drawn. */
  public long seed() {
    return seed;
  }

  /** How long a controller may take from its start until its sources are synced. */
  public Duration syncLimit() {
    return syncLimit;
  }

  /** These options, with what is measured in {@code newMeters}. */
  public ManagerOptions withMeters(MeterRegistry newMeters) {
    return new ManagerOptions(Objects.requireNonNull(newMeters, "meters"), seed, syncLimit);
  }

  /**
   * These options, with chance from {@code newSeed}: a random one in production, so that several
   * processes do not keep step; a fixed one where a run is to be repeated.
   */
  public ManagerOptions withSeed(long newSeed) {
    return new ManagerOptions(meters, newSeed, syncLimit);
  }

  /** These options, with {@code limit} for each controller to sync. */
  public ManagerOptions withSyncLimit(Duration limit) {
    return new ManagerOptions(meters, seed, Objects.requireNonNull(limit, "syncLimit"));
  }
}
