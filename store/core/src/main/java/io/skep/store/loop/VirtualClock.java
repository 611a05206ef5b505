package io.skep.store.loop;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.random.RandomGenerator;

/**
 * Virtual time, and the loops that run on it: everything happens on the thread that calls {@link
 * #advance}, {@link #runUntilIdle} or {@link #step}, and nothing waits.
 *
 * <p>Each {@linkplain #loop loop} keeps the order of its own tasks. Which loop goes next, when
 * several have work, is drawn from the seed: other seeds show other interleavings, the same seed
 * always the same run. Time stands still while tasks run and jumps from timer to timer. Timers due
 * at the same moment fire in the order in which they were set.
 *
 * <p>One thread at a time. No task may be given from another thread.
 */
public final class VirtualClock implements Clock {
  /** Where virtual time starts unless told otherwise: a moment that is plainly made up. */
  public static final Instant START = Instant.parse("2000-01-01T00:00:00Z");

  /** Ends a run in which tasks keep giving each other work without time passing. */
  private static final long STEPS_AT_ONE_MOMENT = 5_000_000;

  private final long seed;
  private final Random order;
  private final Instant start;
  private final PriorityQueue<PendingTimer> timers = new PriorityQueue<>();
  private final List<VirtualLoop> ready = new ArrayList<>();
  private long nowNanos;
  private long timersSet;
  private boolean running;

  /** Virtual time from {@link #START}, with interleavings drawn from {@code seed}. */
  public VirtualClock(long seed) {
    this(seed, START);
  }

  /** Virtual time from {@code start}, with interleavings drawn from {@code seed}. */
  public VirtualClock(long seed, Instant start) {
    this.seed = seed;
    this.order = new Random(seed);
    this.start = Objects.requireNonNull(start, "start");
  }

  /** The seed, for the message of a failure. */
  public long seed() {
    return seed;
  }

  /** A new source of randomness, drawn from the seed: one for each part that needs chance. */
  public RandomGenerator newRandom() {
    return new Random(order.nextLong());
  }

  @Override
  public Instant instant() {
    return start.plusNanos(nowNanos);
  }

  @Override
  public long nanoTime() {
    return nowNanos;
  }

  /** A new loop; {@code name} is for messages. */
  public Loop loop(String name) {
    return new VirtualLoop(name);
  }

  /** Whether no task is ready to run at this moment; timers may be set. */
  public boolean isIdle() {
    return ready.isEmpty();
  }

  /** Runs one ready task of a loop that the seed picks; false if none is ready. */
  public boolean step() {
    if (ready.isEmpty()) {
      return false;
    }
    if (running) {
      throw new IllegalStateException(
          "a task tried to run the clock that runs it; set a timer instead");
    }
    VirtualLoop next = ready.get(ready.size() == 1 ? 0 : order.nextInt(ready.size()));
    running = true;
    try {
      next.runOne();
    } finally {
      running = false;
    }
    return true;
  }

  /** Runs every task that can run without time passing. */
  public void runUntilIdle() {
    long steps = 0;
    while (step()) {
      if (++steps > STEPS_AT_ONE_MOMENT) {
        throw new IllegalStateException(
            "no rest after %d tasks at %s (seed %d): tasks keep giving each other work"
                .formatted(steps, instant(), seed));
      }
    }
  }

  /**
   * Lets {@code duration} pass: runs all that is ready, then timer by timer all that becomes due,
   * up to and with the last moment.
   */
  public void advance(Duration duration) {
    if (duration.isNegative()) {
      throw new IllegalArgumentException("time does not go back: duration is " + duration);
    }
    long end = Math.addExact(nowNanos, duration.toNanos());
    runUntilIdle();
    while (fireNext(end)) {
      runUntilIdle();
    }
    nowNanos = end;
  }

  /**
   * Runs what is ready, then jumps to the next timer and runs what that makes ready; false if no
   * timer was set.
   */
  public boolean advanceToNextTimer() {
    runUntilIdle();
    boolean fired = fireNext(Long.MAX_VALUE);
    runUntilIdle();
    return fired;
  }

  /** How long it is until the next timer is due; empty if none is set. */
  public Optional<Duration> untilNextTimer() {
    return Optional.ofNullable(nextTimer()).map(next -> Duration.ofNanos(next.dueNanos - nowNanos));
  }

  /**
   * Moves time by {@code duration} at once and runs nothing, as for a machine that was suspended:
   * whatever was due meanwhile is late, and ready to run.
   */
  public void jump(Duration duration) {
    if (duration.isNegative()) {
      throw new IllegalArgumentException("time does not go back: duration is " + duration);
    }
    nowNanos = Math.addExact(nowNanos, duration.toNanos());
    fireNext(nowNanos);
  }

  /** Makes the timers of the next moment ready, if that moment is not after {@code endNanos}. */
  private boolean fireNext(long endNanos) {
    PendingTimer first = nextTimer();
    if (first == null || first.dueNanos > endNanos) {
      return false;
    }
    nowNanos = Math.max(nowNanos, first.dueNanos);
    for (PendingTimer due = first; due != null && due.dueNanos <= nowNanos; due = nextTimer()) {
      timers.remove();
      due.loop.execute(due);
    }
    return true;
  }

  private PendingTimer nextTimer() {
    while (!timers.isEmpty() && timers.peek().cancelled) {
      timers.remove();
    }
    return timers.peek();
  }

  /** One loop: its tasks in order, and its place among the loops that have any. */
  private final class VirtualLoop implements Loop {
    private final String name;
    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();

    VirtualLoop(String name) {
      this.name = name;
    }

    @Override
    public Clock clock() {
      return VirtualClock.this;
    }

    @Override
    public void execute(Runnable task) {
      tasks.add(Objects.requireNonNull(task, "task"));
      if (tasks.size() == 1) {
        ready.add(this);
      }
    }

    @Override
    public Timer after(Duration delay, Runnable task) {
      long delayNanos = Math.max(0, delay.toNanos());
      var timer = new PendingTimer(Math.addExact(nowNanos, delayNanos), timersSet++, this, task);
      if (delayNanos == 0) {
        execute(timer);
      } else {
        timers.add(timer);
      }
      return timer;
    }

    void runOne() {
      Runnable task = tasks.remove();
      if (tasks.isEmpty()) {
        ready.remove(this);
      }
      CurrentLoop.run(this, task);
    }

    @Override
    public String toString() {
      return "virtual loop " + name;
    }
  }

  /** A timer, in the queue until it is due and then in its loop's. */
  private static final class PendingTimer
      implements Loop.Timer, Runnable, Comparable<PendingTimer> {
    private final long dueNanos;
    private final long sequence;
    private final Loop loop;
    private final Runnable task;
    private boolean cancelled;

    PendingTimer(long dueNanos, long sequence, Loop loop, Runnable task) {
      this.dueNanos = dueNanos;
      this.sequence = sequence;
      this.loop = loop;
      this.task = task;
    }

    @Override
    public void run() {
      if (!cancelled) {
        task.run();
      }
    }

    @Override
    public void cancel() {
      cancelled = true;
    }

    @Override
    public int compareTo(PendingTimer other) {
      int byTime = Long.compare(dueNanos, other.dueNanos);
      return byTime != 0 ? byTime : Long.compare(sequence, other.sequence);
    }
  }
}
