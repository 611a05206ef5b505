package io.skep.controller;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/** How a controller runs. Immutable; start from {@link #DEFAULT}. */
public final class ControllerOptions {
  /**
   * Eight keys at once, as runs are asynchronous; failing keys back off endlessly; runs may take
   * any time; a key that nothing has woken for ten hours is looked at again.
   */
  public static final ControllerOptions DEFAULT =
      new ControllerOptions(
          8,
          RetryPolicy.DEFAULT,
          null,
          Duration.ofHours(10),
          QueuePolicy.DEFAULT,
          Placement.everyReplica());

  private final int inFlight;
  private final RetryPolicy retry;

  /** Null for none. */
  private final Duration deadline;

  /** Null for never. */
  private final Duration failsafe;

  private final QueuePolicy queue;
  private final Placement placement;

  private ControllerOptions(
      int inFlight,
      RetryPolicy retry,
      Duration deadline,
      Duration failsafe,
      QueuePolicy queue,
      Placement placement) {
    this.inFlight = inFlight;
    this.retry = retry;
    this.deadline = deadline;
    this.failsafe = failsafe;
    this.queue = queue;
    this.placement = placement;
  }

  /** How many keys may be in a run at once. */
  public int inFlight() {
    return inFlight;
  }

  /** How long a failing key waits, and how often it is tried. */
  public RetryPolicy retry() {
    return retry;
  }

  /** How long a run may take until it is told to stop and counts as failed; empty for any time. */
  public Optional<Duration> deadline() {
    return Optional.ofNullable(deadline);
  }

  /**
   * How long after its last run a key is looked at again, a tenth more or less, if nothing wakes it
   * before; empty for never.
   */
  public Optional<Duration> failsafe() {
    return Optional.ofNullable(failsafe);
  }

  /** When and in which order keys get their runs. */
  public QueuePolicy queue() {
    return queue;
  }

  /**
   * These options, with {@code keys} keys at once; 1 for runs one after the other.
   *
   * @throws IllegalArgumentException if that would let nothing run
   */
  public ControllerOptions withInFlight(int keys) {
    if (keys < 1) {
      throw new IllegalArgumentException("inFlight must be at least 1 but is " + keys);
    }
    return new ControllerOptions(keys, retry, deadline, failsafe, queue, placement);
  }

  /** These options, with failing keys tried again by {@code policy}. */
  public ControllerOptions withRetry(RetryPolicy policy) {
    return new ControllerOptions(
        inFlight, Objects.requireNonNull(policy, "retry"), deadline, failsafe, queue, placement);
  }

  /**
   * These options, with {@code limit} for each run; 30 s suits most that wait for others.
   *
   * @throws IllegalArgumentException if it is not positive
   */
  public ControllerOptions withDeadline(Duration limit) {
    return new ControllerOptions(
        inFlight, retry, positive("deadline", limit), failsafe, queue, placement);
  }

  /**
   * These options, with every key looked at again {@code interval} after its last run.
   *
   * @throws IllegalArgumentException if it is not positive
   */
  public ControllerOptions withFailsafe(Duration interval) {
    return new ControllerOptions(
        inFlight, retry, deadline, positive("failsafe", interval), queue, placement);
  }

  /** These options, with keys looked at only when something wakes them. */
  public ControllerOptions withoutFailsafe() {
    return new ControllerOptions(inFlight, retry, deadline, null, queue, placement);
  }

  /** These options, with keys queued by {@code policy}. */
  public ControllerOptions withQueue(QueuePolicy policy) {
    return new ControllerOptions(
        inFlight, retry, deadline, failsafe, Objects.requireNonNull(policy, "queue"), placement);
  }

  /** Where keys run, if there are several replicas. */
  public Placement placement() {
    return placement;
  }

  /**
   * These options, with keys that run where {@code newPlacement} says. One that needs a lease needs
   * a manager that stands for it: {@link io.skep.controller.runtime.ManagerOptions#withElection}.
   */
  public ControllerOptions withPlacement(Placement newPlacement) {
    Objects.requireNonNull(newPlacement, "placement");
    return new ControllerOptions(inFlight, retry, deadline, failsafe, queue, newPlacement);
  }

  private static Duration positive(String name, Duration given) {
    if (given.isZero() || given.isNegative()) {
      throw new IllegalArgumentException(name + " must be positive but is " + given);
    }
    return given;
  }

  @Override
  public String toString() {
    return "ControllerOptions[inFlight=%d, retry=%s, deadline=%s, failsafe=%s]"
        .formatted(
            inFlight,
            retry,
            deadline == null ? "none" : deadline,
            failsafe == null ? "never" : failsafe);
  }
}
