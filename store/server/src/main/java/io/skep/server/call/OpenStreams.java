package io.skep.server.call;

import io.skep.server.RefusedException;
import io.skep.server.ServerLimits;
import io.vertx.grpc.common.GrpcStatus;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;

/** How many streams of changes a server has open, whatever their service, and how long. */
public final class OpenStreams {
  private final AtomicInteger open = new AtomicInteger();
  private final int most;
  private final Duration stall;
  private final Duration life;
  private final RandomGenerator random;

  /**
   * What holds for one stream. Immutable.
   *
   * @param stall after what time without any reading it is cut
   * @param life after what time it ends in good order
   */
  public record Terms(Duration stall, Duration life) {
    /** Refuses nulls. */
    public Terms {
      Objects.requireNonNull(stall, "stall");
      Objects.requireNonNull(life, "life");
    }
  }

  /** The place of one stream among those that are open. Any thread. */
  public final class Place {
    private final Terms terms;
    private final AtomicBoolean left = new AtomicBoolean();

    private Place(Terms terms) {
      this.terms = terms;
    }

    /** What holds for it. */
    public Terms terms() {
      return terms;
    }

    /** Makes room for another one. Idempotent. */
    public void leave() {
      if (left.compareAndSet(false, true)) {
        open.decrementAndGet();
      }
    }
  }

  /**
   * None yet; any thread.
   *
   * @param most how many there may be at once
   * @param stall after what time without any reading one is cut
   * @param life how long one lasts at least; chance makes it up to twice as long
   * @param random spreads the ends in time, so that clients do not come back all at once; safe for
   *     threads
   */
  public OpenStreams(int most, Duration stall, Duration life, RandomGenerator random) {
    this.most = most;
    this.stall = Objects.requireNonNull(stall, "stall");
    this.life = Objects.requireNonNull(life, "life");
    this.random = Objects.requireNonNull(random, "random");
  }

  /** Room for as many, and as long, as {@code limits} say. */
  public static OpenStreams within(ServerLimits limits, RandomGenerator random) {
    return new OpenStreams(limits.watches(), limits.watchStall(), limits.streamLife(), random);
  }

  /**
   * Counts one more.
   *
   * @throws RefusedException if there is no room for it; then it is not counted
   */
  public Place enter() {
    if (open.incrementAndGet() > most) {
      open.decrementAndGet();
      throw new RefusedException(
          GrpcStatus.RESOURCE_EXHAUSTED,
          "%d watches are open, which is the limit of this server; end one, or ask another manager"
              .formatted(most));
    }
    long extra = (long) (random.nextDouble() * life.toNanos());
    return new Place(new Terms(stall, life.plusNanos(extra)));
  }
}
