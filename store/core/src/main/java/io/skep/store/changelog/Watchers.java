package io.skep.store.changelog;

import io.skep.store.Interest;
import io.skep.store.ResumePoint;
import io.skep.store.VersionNotReachedException;
import io.skep.store.Watcher;
import io.skep.store.loop.Loop;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * All watchers of a store: one dispatcher for each loop that has any. Any thread.
 *
 * <p>A watcher starts at a published state, so opening one needs no lock of the store. News cannot
 * slip through: the writer publishes a state and then looks which dispatchers there are, while a
 * new dispatcher is made known and then looks which state there is.
 */
public final class Watchers {
  private final ChangeLog log;
  private final Supplier<? extends Published> state;

  /** Replaced under this object's monitor, which guards nothing else. */
  private volatile List<Dispatcher> dispatchers = List.of();

  private volatile boolean closed;

  /** All that are open; for counting only, never walked where order matters. */
  private final Set<Cursor> open = ConcurrentHashMap.newKeySet();

  /**
   * No watchers yet.
   *
   * @param state the state published last
   */
  public Watchers(ChangeLog log, Supplier<? extends Published> state) {
    this.log = log;
    this.state = state;
  }

  /** A watcher of the commits after {@code from}, which was published. */
  public Watcher open(Loop loop, Interest interest, Published from) {
    return open(loop, interest, from.position());
  }

  /**
   * A watcher of the commits after {@code from}; one that is compacted if that cannot be.
   *
   * @throws VersionNotReachedException if nothing that was published is as new as {@code from}
   */
  public Watcher open(Loop loop, Interest interest, ResumePoint from) {
    Published now = state.get();
    boolean ours = now.historyId().equals(from.historyId());
    if (ours && from.version().isAfter(now.version())) {
      throw new VersionNotReachedException(from, now.version());
    }
    long position = log.after(from, now);
    if (position >= 0) {
      return open(loop, interest, position);
    }
    return opened(
        new Cursor(dispatcherOf(loop, now.position()), interest, log.compacted(from, now)));
  }

  private Watcher open(Loop loop, Interest interest, long position) {
    Dispatcher dispatcher = dispatcherOf(loop, position);
    Cursor cursor = opened(new Cursor(dispatcher, interest, position));
    if (loop.isCurrent()) {
      dispatcher.add(cursor);
    } else {
      loop.execute(() -> dispatcher.add(cursor));
    }
    if (closed || state.get().position() != position) {
      dispatcher.signal();
    }
    return cursor;
  }

  /** Tells all dispatchers that a state was published. Costs the same however many watch. */
  public void published() {
    for (Dispatcher dispatcher : dispatchers) {
      if (!dispatcher.signal()) {
        forget(dispatcher);
      }
    }
  }

  /** Ends all watchers. Idempotent. */
  public void close() {
    closed = true;
    published();
  }

  private Cursor opened(Cursor cursor) {
    open.add(cursor);
    return cursor;
  }

  /** How many watchers are open. */
  public int count() {
    return open.size();
  }

  /**
   * How many commits up to {@code newest} are still to be examined for the slowest watcher; 0 if
   * there is none. Costs a look at each.
   */
  public long lag(Published newest) {
    return open.stream().mapToLong(cursor -> cursor.lag(newest)).max().orElse(0);
  }

  ChangeLog log() {
    return log;
  }

  Published state() {
    return state.get();
  }

  boolean isClosed() {
    return closed;
  }

  /** {@code cursor} of {@code dispatcher} is closed. */
  void released(Dispatcher dispatcher, Cursor cursor) {
    open.remove(cursor);
    released(dispatcher);
  }

  private synchronized void released(Dispatcher dispatcher) {
    if (--dispatcher.users == 0) {
      forget(dispatcher);
    }
  }

  private synchronized Dispatcher dispatcherOf(Loop loop, long position) {
    for (Dispatcher dispatcher : dispatchers) {
      if (dispatcher.loop().equals(loop)) {
        dispatcher.users++;
        return dispatcher;
      }
    }
    var added = new Dispatcher(this, loop, position);
    added.users = 1;
    var all = new ArrayList<>(dispatchers);
    all.add(added);
    dispatchers = List.copyOf(all);
    return added;
  }

  private synchronized void forget(Dispatcher dispatcher) {
    var rest = new ArrayList<>(dispatchers);
    rest.remove(dispatcher);
    dispatchers = List.copyOf(rest);
  }
}
