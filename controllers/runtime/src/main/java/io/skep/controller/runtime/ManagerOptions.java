package io.skep.controller.runtime;

import io.micrometer.core.instrument.MeterRegistry;
import io.skep.controller.lease.Contest;
import io.skep.controller.trace.RunTracer;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** How a manager runs its controllers. Immutable; start from {@link #DEFAULT}. */
public final class ManagerOptions {
  /** As a limit: waits for as long as it takes, as any negative one does. */
  public static final Duration NO_LIMIT = Duration.ofSeconds(-1);

  /**
   * No meters, chance from seed 0, two minutes for each controller to sync, and half a minute for
   * all to stop, after which whoever supervises processes kills them.
   */
  public static final ManagerOptions DEFAULT =
      new ManagerOptions(null, null, 0, Duration.ofMinutes(2), Duration.ofSeconds(30), null);

  private final MeterRegistry meters;

  /** Null for one that only links. */
  private final RunTracer tracer;

  private final long seed;
  private final Duration syncLimit;
  private final Duration stopLimit;

  /** Null for none. */
  private final Contest contest;

  private ManagerOptions(
      MeterRegistry meters,
      RunTracer tracer,
      long seed,
      Duration syncLimit,
      Duration stopLimit,
      Contest contest) {
    this.meters = meters;
    this.tracer = tracer;
    this.seed = seed;
    this.syncLimit = syncLimit;
    this.stopLimit = stopLimit;
    this.contest = contest;
  }

  /** Where controllers and their queues register what they measure; empty for nowhere. */
  public Optional<MeterRegistry> meters() {
    return Optional.ofNullable(meters);
  }

  /**
   * What follows the runs; by default one that only links commits, with ids from {@code random}.
   */
  RunTracer tracer(RandomGenerator random) {
    return tracer == null ? RunTracer.linking(random) : tracer;
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

  /** What decides whether this manager leads; empty if it takes part in no election. */
  public Optional<Contest> contest() {
    return Optional.ofNullable(contest);
  }

  /**
   * These options, with what is measured in {@code newMeters}. Series are named by controller, so
   * managers that share a registry need different names of controllers.
   */
  public ManagerOptions withMeters(MeterRegistry newMeters) {
    Objects.requireNonNull(newMeters, "meters");
    return new ManagerOptions(newMeters, tracer, seed, syncLimit, stopLimit, contest);
  }

  /** These options, with runs that {@code newTracer} follows. */
  public ManagerOptions withTracer(RunTracer newTracer) {
    Objects.requireNonNull(newTracer, "tracer");
    return new ManagerOptions(meters, newTracer, seed, syncLimit, stopLimit, contest);
  }

  /**
   * These options, with chance from {@code newSeed}: a random one in production, so that several
   * processes do not keep step; a fixed one where a run is to be repeated.
   */
  public ManagerOptions withSeed(long newSeed) {
    return new ManagerOptions(meters, tracer, newSeed, syncLimit, stopLimit, contest);
  }

  /** These options, with {@code limit} for each controller to sync. */
  public ManagerOptions withSyncLimit(Duration limit) {
    Objects.requireNonNull(limit, "syncLimit");
    return new ManagerOptions(meters, tracer, seed, limit, stopLimit, contest);
  }

  /**
   * These options, with {@code limit} for everything to stop: zero not to wait for runs under way,
   * a negative one to wait for as long as it takes.
   */
  public ManagerOptions withStopLimit(Duration limit) {
    Objects.requireNonNull(limit, "stopLimit");
    return new ManagerOptions(meters, tracer, seed, syncLimit, limit, contest);
  }

  /**
   * These options, with the manager standing for a lease, or leading where the log does: what is
   * {@linkplain io.skep.controller.Group#LEADER for the leader only} runs while it leads.
   */
  public ManagerOptions withElection(Contest newContest) {
    Objects.requireNonNull(newContest, "contest");
    return new ManagerOptions(meters, tracer, seed, syncLimit, stopLimit, newContest);
  }
}
