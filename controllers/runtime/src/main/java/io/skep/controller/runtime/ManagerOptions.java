package io.skep.controller.runtime;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/** How a manager runs its controllers. Immutable; start from {@link #DEFAULT}. */
public final class ManagerOptions {
  /** As a limit: waits for as long as it takes. */
  public static final Duration NO_LIMIT = Duration.ofSeconds(Long.MAX_VALUE);

  /**
   * No meters, chance from seed 0, two minutes for each controller to sync, and half a minute for
   * all to stop, after which whoever supervises processes kills them.
   */
  public static final ManagerOptions DEFAULT =
      new ManagerOptions(null, 0, Duration.ofMinutes(2), Duration.ofSeconds(30));

  private final MeterRegistry meters;
  private final long seed;
  private final Duration syncLimit;
  private final Duration stopLimit;

  private ManagerOptions(MeterRegistry meters, long seed, Duration syncLimit, Duration stopLimit) {
    this.meters = meters;
    this.seed = seed;
    this.syncLimit = syncLimit;
    this.stopLimit = stopLimit;
  }

  /** Where controllers and their queues register what they measure; empty for nowhere. */
  public Optional<MeterRegistry> meters() {
    return Optional.ofNullable(meters);
  }

  /** From what the jitter of delays is drawn. */
  public long seed() {
    return seed;
  }

  /** How long a controller may take from its start until its sources are synced. */
  public Duration syncLimit() {
    return syncLimit;
  }

  /** How long stopping waits for runs under way; {@link #NO_LIMIT} for as long as it takes. */
  public Duration stopLimit() {
    return stopLimit;
  }

  /**
   * These options, with what is measured in {@code newMeters}. Series are named by controller, so
   * managers that share a registry need different names of controllers.
   */
  public ManagerOptions withMeters(MeterRegistry newMeters) {
    Objects.requireNonNull(newMeters, "meters");
    return new ManagerOptions(newMeters, seed, syncLimit, stopLimit);
  }

  /**
   * These options, with chance from {@code newSeed}: a random one in production, so that several
   * processes do not keep step; a fixed one where a run is to be repeated.
   */
  public ManagerOptions withSeed(long newSeed) {
    return new ManagerOptions(meters, newSeed, syncLimit, stopLimit);
  }

  /** These options, with {@code limit} for each controller to sync. */
  public ManagerOptions withSyncLimit(Duration limit) {
    Objects.requireNonNull(limit, "syncLimit");
    return new ManagerOptions(meters, seed, limit, stopLimit);
  }

  /**
   * These options, with {@code limit} for all runs under way to finish after a stop: zero not to
   * wait for them, {@link #NO_LIMIT} to wait for as long as it takes.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public ManagerOptions withStopLimit(Duration limit) {
    if (limit.isNegative()) {
      throw new IllegalArgumentException(
          "stopLimit must not be negative but is %s; use NO_LIMIT to wait as long as it takes"
              .formatted(limit));
    }
    return new ManagerOptions(meters, seed, syncLimit, limit);
  }
}
