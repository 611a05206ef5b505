package io.skep.testkit;

import io.skep.simulation.fault.WriteFault;
import java.time.Duration;
import java.util.Objects;

/**
 * Something that goes wrong in a {@link Sim}, from {@link Sim#faults} until {@link Sim#calm}. When
 * exactly, and to which replica, is drawn from the seed. Immutable.
 */
public sealed interface Fault {
  /** The next {@code times} transactions of controllers, all replicas together. */
  record NextCommits(WriteFault what, int times) implements Fault {
    /** Refuses what would never happen. */
    public NextCommits {
      Objects.requireNonNull(what, "what");
      if (times < 1) {
        throw new IllegalArgumentException("times must be at least 1 but is " + times);
      }
    }
  }

  /** Each transaction of a controller, with the chance {@code share}, from 0 to 1. */
  record SomeCommits(WriteFault what, double share) implements Fault {
    /** Refuses what is no chance. */
    public SomeCommits {
      Objects.requireNonNull(what, "what");
      if (!(share >= 0 && share <= 1)) {
        throw new IllegalArgumentException("share must be from 0 to 1 but is " + share);
      }
    }
  }

  /** Commits reach each replica later by up to {@code most}, in order. */
  record FeedDelay(Duration most) implements Fault {
    /** Refuses what is no delay. */
    public FeedDelay {
      positive(most, "most");
    }
  }

  /** Each run takes up to {@code most} before the reconciler is called. */
  record SlowRuns(Duration most) implements Fault {
    /** Refuses what is no delay. */
    public SlowRuns {
      positive(most, "most");
    }
  }

  /**
   * Every {@code period}, give or take a half, {@code what} happens to some replica.
   *
   * @param length how long it lasts; of {@link Incident#CLOCK_JUMP}, by how much
   */
  record Every(Duration period, Incident what, Duration length) implements Fault {
    /** Refuses what would never come or go. */
    public Every {
      positive(period, "period");
      Objects.requireNonNull(what, "what");
      positive(length, "length");
    }
  }

  /** What may happen to a replica. */
  enum Incident {
    /** Its feeds break, and later go on from where they were. */
    FEED_CUT,
    /** Its feeds break, and what they missed is not in the log any more. */
    FEED_COMPACTED,
    /** It is gone at once, with everything under way, and later starts anew. */
    CRASH,
    /** Nothing runs in it, while the others go on and time passes. */
    PAUSE,
    /** Its clock moves ahead, and everything in it is late. */
    CLOCK_JUMP,
    /** The lease is taken away from whoever holds it. */
    LEASE_LOSS
  }

  /** The next {@code times} transactions of controllers are refused as conflicts. */
  static Fault commitConflict(int times) {
    return new NextCommits(WriteFault.CONFLICT, times);
  }

  /** The next {@code times} transactions of controllers are committed, and nobody is told. */
  static Fault commitAnswerLost(int times) {
    return new NextCommits(WriteFault.ANSWER_LOST, times);
  }

  /** The next {@code times} transactions of controllers are lost, and nobody is told. */
  static Fault commitLost(int times) {
    return new NextCommits(WriteFault.LOST, times);
  }

  /** Of the transactions of controllers so many, from 0 to 1, meet {@code what}. */
  static Fault commits(WriteFault what, double share) {
    return new SomeCommits(what, share);
  }

  /** {@link FeedDelay}. */
  static Fault feedDelay(Duration most) {
    return new FeedDelay(most);
  }

  /** {@link SlowRuns}. */
  static Fault slowRuns(Duration most) {
    return new SlowRuns(most);
  }

  /** {@link Incident#FEED_CUT}, for a tenth of the period. */
  static Fault feedCutEvery(Duration period) {
    return new Every(period, Incident.FEED_CUT, period.dividedBy(10));
  }

  /** {@link Incident#FEED_COMPACTED}. */
  static Fault feedCompactedEvery(Duration period) {
    return new Every(period, Incident.FEED_COMPACTED, period.dividedBy(10));
  }

  /** {@link Incident#CRASH}, and a new start after {@code downtime}. */
  static Fault crashEvery(Duration period, Duration downtime) {
    return new Every(period, Incident.CRASH, downtime);
  }

  /** {@link Incident#PAUSE} for {@code length}. */
  static Fault pauseEvery(Duration period, Duration length) {
    return new Every(period, Incident.PAUSE, length);
  }

  /** {@link Incident#CLOCK_JUMP} by {@code ahead}. */
  static Fault clockJumpEvery(Duration period, Duration ahead) {
    return new Every(period, Incident.CLOCK_JUMP, ahead);
  }

  /** {@link Incident#LEASE_LOSS}. */
  static Fault leaseLossEvery(Duration period) {
    return new Every(period, Incident.LEASE_LOSS, period);
  }

  private static void positive(Duration duration, String name) {
    if (duration.isZero() || duration.isNegative()) {
      throw new IllegalArgumentException("%s must be positive but is %s".formatted(name, duration));
    }
  }
}
