package io.skep.store.memory;

import io.skep.store.StoreBusyException;
import io.skep.store.loop.Clock;
import io.skep.store.loop.Loop;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongConsumer;

/**
 * Lets one turn write at a time, in the order of arrival, without parking a thread.
 *
 * <p>A turn that comes while nobody writes runs at once, on the calling thread. Others wait in a
 * bounded queue; whoever ends a turn starts the next: on its own thread, or, for a turn that came
 * from a loop, as a task of that loop, for which the store is kept.
 *
 * <p>Any thread.
 */
final class WriteQueue {
  /** Turns that a loop runs for others before its own tasks come next. */
  private static final int TURNS_FOR_OTHERS = 64;

  // How it works. `held` says whether somebody is, or is about to be, the only writer. A turn that
  // waits is counted before it is in the queue, and whoever lets go of `held` looks at the count
  // afterwards, while whoever adds a turn tries to take `held` afterwards: one of the two sees it.

  private final int bound;
  private final AtomicBoolean held = new AtomicBoolean();
  private final AtomicInteger waiting = new AtomicInteger();
  private final ConcurrentLinkedQueue<Turn> queue = new ConcurrentLinkedQueue<>();

  /** Set on a thread that starts turns for others, so that one inside another leaves it to it. */
  private final ThreadLocal<Boolean> helping = new ThreadLocal<>();

  /** The body that runs, or null. Set by who runs it; others see it a moment later. */
  private final AtomicReference<RunningBody> running = new AtomicReference<>();

  private final Clock clock;
  private final StoreTimers timers;

  /** When `held` was taken. The writer's. */
  private long heldSince;

  WriteQueue(int bound, Clock clock, StoreTimers timers) {
    this.bound = bound;
    this.clock = clock;
    this.timers = timers;
  }

  /**
   * Runs {@code turn}, at once or later.
   *
   * @param now this moment, by the timers
   * @throws StoreBusyException if too many turns wait
   */
  void enter(Turn turn, long now) {
    if (!entered(turn, now)) {
      reserve();
      wait(turn);
    }
  }

  /** {@link #enter} for the next turn of a work that has had one; the bound does not apply. */
  void enterAgain(Turn turn, long now) {
    if (!entered(turn, now)) {
      waiting.incrementAndGet();
      wait(turn);
    }
  }

  private boolean entered(Turn turn, long now) {
    if (waiting.get() != 0 || !take()) {
      return false;
    }
    heldSince = now;
    turn.run();
    return true;
  }

  private boolean take() {
    return held.compareAndSet(false, true);
  }

  private void reserve() {
    if (waiting.getAndUpdate(count -> count < bound ? count + 1 : count) >= bound) {
      throw new StoreBusyException(
          "%d writes wait for their turn, the most allowed".formatted(bound));
    }
  }

  private void wait(Turn turn) {
    queue.add(turn);
    startWaiting();
  }

  /**
   * Ends a turn.
   *
   * @param told runs when the store is free and before the next turn is started from here: what
   *     completes the result; is given the moment of the release, by the timers
   */
  void release(LongConsumer told) {
    long now = timers.now();
    timers.held(heldSince, now);
    held.set(false);
    try {
      told.accept(now);
    } finally {
      startWaiting();
    }
  }

  /** How many turns wait. */
  int waiting() {
    return waiting.get();
  }

  /** Starts the turns that wait, if nobody else does. */
  void drain() {
    startWaiting();
  }

  /** Marks that the calling thread runs a body, as the only writer. */
  void enterBody() {
    running.setRelease(new RunningBody(Thread.currentThread(), clock.nanoTime()));
  }

  void leaveBody() {
    running.setRelease(null);
  }

  /** The body that has run for longer than {@code timeout}. Any thread; takes its stack. */
  Optional<Wedged> wedged(Duration timeout) {
    RunningBody body = running.getAcquire();
    if (body == null) {
      return Optional.empty();
    }
    var ran = Duration.ofNanos(clock.nanoTime() - body.sinceNanos);
    if (ran.compareTo(timeout) <= 0) {
      return Optional.empty();
    }
    var wedged = new Wedged(body.thread.getName(), ran, List.of(body.thread.getStackTrace()));
    return body.equals(running.getAcquire()) ? Optional.of(wedged) : Optional.empty();
  }

  /**
   * Refuses a caller that is inside a body itself.
   *
   * @throws IllegalStateException if it is
   */
  void checkOutsideBody(String call) {
    RunningBody body = running.getPlain(); // A thread sees its own; another's does not matter.
    if (body != null && body.thread == Thread.currentThread()) {
      throw new IllegalStateException(
          call
              + " was called inside the body of a transaction of the same store, which would wait"
              + " for itself; use the transaction that the body was given, or call it after the"
              + " body");
    }
  }

  private void startWaiting() {
    if (waiting.get() == 0 || helping.get() != null) {
      return;
    }
    helping.set(true);
    try {
      int turns = 0;
      while (waiting.get() > 0 && !(turns++ == TURNS_FOR_OTHERS && leftToLater())) {
        if (!take()) {
          return; // Whoever holds it comes here when it is done.
        }
        Turn next = queue.poll();
        if (next != null) {
          heldSince = timers.now();
          waiting.decrementAndGet();
          start(next);
        } else {
          held.set(false);
          if (queue.isEmpty()) {
            return; // Who counted itself is about to add itself, and then comes here.
          }
        }
      }
    } finally {
      helping.remove();
    }
  }

  /** Makes starting the others a later task of the calling loop, if there is one. */
  private boolean leftToLater() {
    Loop loop = Loop.current().orElse(null);
    if (loop == null) {
      return false;
    }
    try {
      loop.execute(this::startWaiting);
      return true;
    } catch (RejectedExecutionException e) {
      return false; // The loop is about to end and runs nothing later.
    }
  }

  private static void start(Turn turn) {
    Loop loop = turn.loop();
    if (loop == null) {
      turn.run();
      return;
    }
    try {
      loop.execute(turn::run);
    } catch (RejectedExecutionException e) {
      turn.loopGone(e);
    }
  }

  private record RunningBody(Thread thread, long sinceNanos) {}
}
