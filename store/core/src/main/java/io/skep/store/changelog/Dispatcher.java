package io.skep.store.changelog;

import io.skep.store.loop.Loop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Examines new commits once for all watchers of one loop, and tells those to which they matter.
 *
 * <p>Confined to its loop, but for {@link #signal}, {@link #tellLater} and {@link #release}.
 */
final class Dispatcher implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

  /** Commits examined in one turn of the loop, so that others get theirs. */
  private static final int COMMITS_A_TURN = 1_024;

  private final Watchers watchers;
  private final Loop loop;
  private final AtomicBoolean signalled = new AtomicBoolean();
  private final InterestTable interests = new InterestTable();

  /** The next commit to examine. Written on the loop only. */
  private volatile long examined;

  /** How many watchers it serves; kept by {@link Watchers}. */
  int users;

  Dispatcher(Watchers watchers, Loop loop, long position) {
    this.watchers = watchers;
    this.loop = loop;
    this.examined = position;
  }

  Loop loop() {
    return loop;
  }

  ChangeLog log() {
    return watchers.log();
  }

  Published state() {
    return watchers.state();
  }

  boolean isEnded() {
    return watchers.isClosed();
  }

  long examined() {
    return examined;
  }

  InterestTable interests() {
    return interests;
  }

  /**
   * Tells that there are new commits, or that the store is closed. Any thread.
   *
   * @return false if the loop takes no tasks any more
   */
  boolean signal() {
    if (signalled.get() || !signalled.compareAndSet(false, true)) {
      return true;
    }
    try {
      loop.execute(this);
      return true;
    } catch (RejectedExecutionException e) {
      LOG.debug("a loop with watchers is gone", e);
      return false;
    }
  }

  /** Lets a new cursor wait, or tells it of what was committed since it was opened. */
  void add(Cursor cursor) {
    if (!cursor.catchUp()) {
      tell(List.of(cursor));
    }
  }

  /** Tells the owner of {@code cursor}, on the loop, unless it waits by then. */
  void tellLater(Cursor cursor) {
    loop.execute(
        () -> {
          if (!cursor.isWaiting()) {
            tell(List.of(cursor));
          }
        });
  }

  /** Forgets a closed cursor. Any thread. */
  void release(Cursor cursor) {
    watchers.released(this, cursor);
    if (loop.isCurrent()) {
      cursor.leave();
      return;
    }
    try {
      loop.execute(cursor::leave);
    } catch (RejectedExecutionException e) {
      LOG.debug("a loop with watchers is gone", e);
    }
  }

  @Override
  public void run() {
    // Cleared before the state is read: what is published later signals again.
    signalled.set(false);
    var woken = new ArrayList<Cursor>();
    Published state = watchers.isClosed() ? null : watchers.state();
    if (state == null) {
      interests.wakeBefore(Long.MAX_VALUE, woken);
    } else {
      examine(Math.min(state.position(), examined + COMMITS_A_TURN), woken);
      if (examined < state.position()) {
        signal();
      }
    }
    tell(woken);
  }

  private void examine(long end, List<Cursor> woken) {
    long next = examined;
    while (next < end) {
      LogRecord record = log().get(next);
      if (record == null) {
        // The cursors find out by themselves that they have lost it.
        next = Math.max(log().oldest(), next + 1);
        interests.wakeBefore(next, woken);
      } else {
        interests.offer(record, woken);
        next++;
      }
      examined = next;
    }
  }

  private static void tell(List<Cursor> woken) {
    for (Cursor cursor : woken) {
      try {
        cursor.tell();
      } catch (RuntimeException e) {
        LOG.error("a watcher failed when it was told of news", e);
      }
    }
  }
}
