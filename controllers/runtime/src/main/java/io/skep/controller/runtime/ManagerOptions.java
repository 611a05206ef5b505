package io.skep.controller.runtime;

import io.micrometer.core.instrument.MeterRegistry;
import io.skep.controller.lease.Candidate;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/** How a manager runs its controllers. Immutable; start from {@link #DEFAULT}. */
public final class ManagerOptions {
  /** As a limit: waits for as long as it takes, as any negative one does. */
  public static final Duration NO_LIMIT = Duration.ofSeconds(-1);

  /**
   * No meters, chance from seed 0, two minutes for each controller to sync, and half a minute for
   * all to stop, after which whoever supervises processes kills them.
   */
  public static final ManagerOptions DEFAULT =
      new ManagerOptions(null, 0, Duration.ofMinutes(2), Duration.ofSeconds(30), null);

  private final MeterRegistry meters;
  private final long seed;
  private final Duration syncLimit;
  private final Duration stopLimit;

  /** Null for none. */
  private final Candidate candidate;

  private ManagerOptions(
      MeterRegistry meters,
      long seed,
      Duration syncLimit,
      Duration stopLimit,
      Candidate candidate) {
    this.meters = meters;
    this.seed = seed;
    this.syncLimit = syncLimit;
    this.stopLimit = stopLimit;
    this.candidate = candidate;
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

  /**
   * How long stopping may take, all parts together; negative, as {@link #NO_LIMIT} is, for as long
   * as it takes.
   */
  public Duration stopLimit() {
    return stopLimit;
  }

  /** Who stands for which lease; empty if the manager takes part in no election. */
  public Optional<Candidate> candidate() {
    return Optional.ofNullable(candidate);
  }

  /**
   * These options, with what is measured in {@code newMeters}. Series are named by controller, so
   * managers that share a registry need different names of controllers.
   */
  public ManagerOptions withMeters(MeterRegistry newMeters) {
    Objects.requireNonNull(newMeters, "meters");
    return new ManagerOptions(newMeters, seed, syncLimit, stopLimit, candidate);
  }

  /**
   * These options, with chance from {@code newSeed}: a random one in production, so that several
   * processes do not keep step; a fixed one where a run is to be repeated.
   */
  public ManagerOptions withSeed(long newSeed) {
    return new ManagerOptions(meters, newSeed, syncLimit, stopLimit, candidate);
  }

  /** These options, with {@code limit} for each controller to sync. */
  public ManagerOptions withSyncLimit(Duration limit) {
    Objects.requireNonNull(limit, "syncLimit");
    return new ManagerOptions(meters, seed, limit, stopLimit, candidate);
  }

  /**
   * These options, with {@code limit} for everything to stop: zero not to wait for runs under way,
   * a negative one to wait for as long as it takes.
   */
  public ManagerOptions withStopLimit(Duration limit) {
    Objects.requireNonNull(limit, "stopLimit");
    return new ManagerOptions(meters, seed, syncLimit, limit, candidate);
  }

  /**
   * These options, with the manager standing for a lease: what is {@linkplain
   * io.skep.controller.Group#LEADER for the leader only} runs while it holds that.
   */
  public ManagerOptions withElection(Candidate newCandidate) {
    Objects.requireNonNull(newCandidate, "candidate");
    return new ManagerOptions(meters, seed, syncLimit, stopLimit, newCandidate);
  }
}
