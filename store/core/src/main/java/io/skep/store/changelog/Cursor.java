package io.skep.store.changelog;

import io.skep.store.Interest;
import io.skep.store.Watcher;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A watcher's place in the log.
 *
 * <p>A cursor that has caught up <em>waits</em>: its dispatcher examines new commits for it, and it
 * moves along with the dispatcher without being touched. At the first commit that matters the
 * cursor stops there, its owner is told once, and from then on it costs nothing: it walks the log
 * by itself when its owner asks, until it has caught up again.
 */
final class Cursor implements Watcher {
  private static final Next CLOSED = new Next.Closed();
  private static final Next CANCELLED = new Next.Cancelled();

  private final Dispatcher dispatcher;
  private final Interest interest;
  private final AtomicBoolean closed = new AtomicBoolean();

  /** Why this begins nowhere; null if it does. */
  private final Next.Compacted lost;

  /** Where the dispatcher looks for this one: a place for each route of the interest. */
  private final List<Waiting.Place> places;

  // Written on the loop only, at each commit that is read, so without a fence: who asks from
  // elsewhere how far behind this is may find what was true a moment ago.

  /** The next commit to examine; while waiting, the dispatcher's if that is further. */
  private final AtomicLong position;

  private final AtomicBoolean waiting = new AtomicBoolean();

  /** What all further calls give; null while this goes on. */
  private volatile Next end;

  /** The last commit that the dispatcher had this one look at. */
  private long lookedAt = -1;

  private Runnable ready = () -> {};

  /** A cursor that begins at {@code position}. */
  Cursor(Dispatcher dispatcher, Interest interest, long position) {
    this(dispatcher, interest, position, null);
  }

  /** A cursor that has nowhere to begin: what its owner hears of is {@code lost}. */
  Cursor(Dispatcher dispatcher, Interest interest, Next.Compacted lost) {
    this(dispatcher, interest, dispatcher.state().position(), lost);
  }

  private Cursor(Dispatcher dispatcher, Interest interest, long position, Next.Compacted lost) {
    this.dispatcher = dispatcher;
    this.interest = interest;
    this.position = new AtomicLong(position);
    this.lost = lost;
    this.places = interest.routes().stream().map(route -> new Waiting.Place(this, route)).toList();
  }

  @Override
  public Next next() {
    if (end == null && closed.get()) {
      end = CANCELLED;
    } else if (end == null && dispatcher.isEnded()) {
      end = CLOSED;
    } else if (end == null && lost != null) {
      end = lost;
    }
    return end == null ? read() : end;
  }

  private Next read() {
    Published state = dispatcher.state();
    long at = toExamine();
    waiting.setRelease(false);
    for (; at < state.position(); at++) {
      position.setRelease(at);
      LogRecord record = dispatcher.log().get(at);
      if (record == null) {
        end = dispatcher.log().compacted(at, state);
        return end;
      }
      Next.Delivered delivered = record.deliveredTo(interest);
      if (delivered != null) {
        position.setRelease(at + 1);
        return delivered;
      }
    }
    position.setRelease(at);
    await();
    return new Next.CaughtUp(state);
  }

  @Override
  public void onReady(Runnable newReady) {
    ready = Objects.requireNonNull(newReady, "ready");
    if (!isWaiting()) {
      dispatcher.tellLater(this); // News may have come before there was whom to tell.
    }
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      dispatcher.release(this);
    }
  }

  /**
   * Begins to wait, unless there is something for it that its dispatcher has passed already.
   *
   * @return whether there is nothing for it so far
   */
  boolean catchUp() {
    if (closed.get()) {
      return true;
    }
    for (long at = position.get(); at < dispatcher.examined(); at++) {
      position.setRelease(at);
      LogRecord record = dispatcher.log().get(at);
      if (record == null || matters(record)) {
        return false;
      }
    }
    await();
    return true;
  }

  private void await() {
    waiting.setRelease(true);
    places.forEach(dispatcher.interests()::add);
  }

  /** Gives up its place among the waiting. */
  void leave() {
    waiting.setRelease(false);
    places.forEach(dispatcher.interests()::remove);
  }

  /**
   * Looks at {@code record} on behalf of its dispatcher; true if this cursor still waits after it.
   */
  boolean waitsOnAfter(LogRecord record, List<Cursor> woken) {
    if (!isWaiting()) {
      return false;
    }
    if (record.sequence() < position.get() || record.sequence() == lookedAt) {
      return true; // Its owner has read on by itself, or another of its routes led here before.
    }
    lookedAt = record.sequence();
    if (matters(record)) {
      position.setRelease(record.sequence());
      waiting.setRelease(false);
      woken.add(this);
      return false;
    }
    return true;
  }

  /** Whether this cursor waits and needs no commit before {@code sequence}; else it is woken. */
  boolean waitsFrom(long sequence, List<Cursor> woken) {
    if (!isWaiting()) {
      return false;
    }
    long next = toExamine();
    if (next >= sequence) {
      return true;
    }
    position.setRelease(next);
    waiting.setRelease(false);
    woken.add(this);
    return false;
  }

  /**
   * How many commits up to {@code state} are still to be examined for this; 0 if none ever will be.
   * Any thread; a moment old if it is not the loop.
   */
  long lag(Published state) {
    if (end != null || lost != null || closed.get()) {
      return 0;
    }
    return Math.max(0, state.position() - toExamine());
  }

  /** The next commit to examine, by this or on its behalf. */
  private long toExamine() {
    long own = position.get();
    return isWaiting() ? Math.max(own, dispatcher.examined()) : own;
  }

  boolean isWaiting() {
    return waiting.get();
  }

  /** Tells the owner that there may be news. */
  void tell() {
    if (!closed.get()) {
      ready.run();
    }
  }

  private boolean matters(LogRecord record) {
    try {
      return record.concerns(interest);
    } catch (RuntimeException e) {
      return true; // The owner meets its own failure when it reads.
    }
  }
}
