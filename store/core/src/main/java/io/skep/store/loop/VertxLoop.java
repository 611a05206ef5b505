package io.skep.store.loop;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * A Vert.x event-loop context as a {@link Loop}, on the system's time. Two for the same context, or
 * for duplicates of it, are equal.
 */
public final class VertxLoop implements Loop {
  private final Context context;

  private VertxLoop(Context context) {
    if (!context.isEventLoopContext()) {
      throw new IllegalArgumentException(
          "a loop needs an event-loop context, and this one is not; deploy the verticle with the"
              + " event-loop model");
    }
    this.context = root(context);
  }

  /**
   * Servers run each call in a duplicate of their context, which has data of its own. It is the
   * same thread and the same order of tasks, so the same loop: else each stream of a server were
   * told of each commit by a task of its own.
   */
  private static Context root(Context context) {
    return context instanceof ContextInternal duplicate ? duplicate.unwrap() : context;
  }

  /** The loop of {@code context}, which must be an event-loop context. */
  public static VertxLoop of(Context context) {
    return new VertxLoop(context);
  }

  /**
   * The loop of the calling context, or of a new one if the caller has none. One Vert.x instance
   * gives its event loops in turn.
   */
  public static VertxLoop on(Vertx vertx) {
    return new VertxLoop(vertx.getOrCreateContext());
  }

  @Override
  public Clock clock() {
    return Clock.system();
  }

  @Override
  public void execute(Runnable task) {
    context.runOnContext(ignored -> CurrentLoop.run(this, task));
  }

  @Override
  public Timer after(Duration delay, Runnable task) {
    if (delay.isZero() || delay.isNegative()) {
      var immediate = new Immediate(task);
      execute(immediate);
      return immediate;
    }
    var timer = new Delayed();
    // Timers belong to the context that sets them.
    context.runOnContext(ignored -> timer.start(delay, task));
    return timer;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof VertxLoop loop && loop.context == context;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(context);
  }

  /** A timer that is due already; confined to the loop but for {@link #cancel}. */
  private static final class Immediate implements Timer, Runnable {
    private final Runnable task;
    private volatile boolean cancelled;

    Immediate(Runnable task) {
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
  }

  /** A Vert.x timer that can be cancelled before it is set. */
  private final class Delayed implements Timer {
    private static final long UNSET = -1;

    private final Vertx vertx = context.owner();
    private long id = UNSET;
    private boolean cancelled;

    synchronized void start(Duration delay, Runnable task) {
      if (!cancelled) {
        // Vert.x counts whole milliseconds: round up, so that nothing is early.
        long millis = TimeUnit.NANOSECONDS.toMillis(delay.toNanos() + 999_999);
        id = vertx.setTimer(millis, ignored -> fire(task));
      }
    }

    private void fire(Runnable task) {
      synchronized (this) {
        if (cancelled) {
          return;
        }
      }
      CurrentLoop.run(VertxLoop.this, task);
    }

    @Override
    public synchronized void cancel() {
      cancelled = true;
      if (id != UNSET) {
        vertx.cancelTimer(id);
      }
    }
  }
}
