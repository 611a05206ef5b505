package io.skep.store.changelog;

import io.skep.store.Interest;
import io.skep.store.Table;
import io.skep.store.Watcher;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;

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

  /** Where the dispatcher looks for this one: a place for each table, or one for all tables. */
  private final Waiting.Place[] places;

  /** The next commit to examine; while waiting, the dispatcher's if that is further. */
  private long position;

  private boolean waiting;

  /** What all further calls give; null while this goes on. */
  private Next end;

  private Runnable ready = () -> {};

  Cursor(Dispatcher dispatcher, Interest interest, long position) {
    this.dispatcher = dispatcher;
    this.interest = interest;
    this.position = position;
    this.places = new Waiting.Place[Math.max(1, interest.tables().size())];
    for (int i = 0; i < places.length; i++) {
      places[i] = new Waiting.Place(this);
    }
  }

  /** A cursor that has nowhere to begin: all that its owner will hear is {@code why}. */
  Cursor(Dispatcher dispatcher, Interest interest, Next.Compacted why) {
    this(dispatcher, interest, dispatcher.state().position());
    this.end = why;
  }

  @Override
  public Next next() {
    if (end == null && closed.get()) {
      end = CANCELLED;
    } else if (end == null && dispatcher.isEnded()) {
      end = CLOSED;
    }
    return end == null ? read() : end;
  }

  private Next read() {
    Published state = dispatcher.state();
    if (waiting) {
      waiting = false;
      position = Math.max(position, dispatcher.examined());
    }
    while (position < state.position()) {
      LogRecord record = dispatcher.log().get(position);
      if (record == null) {
        end = dispatcher.log().compacted(position, state);
        return end;
      }
      Next.Delivered delivered = record.deliveredTo(interest);
      position++;
      if (delivered != null) {
        return delivered;
      }
    }
    await();
    return new Next.CaughtUp(state);
  }

  @Override
  public void onReady(Runnable newReady) {
    ready = Objects.requireNonNull(newReady, "ready");
    if (!waiting) {
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
    if (end != null) {
      return false;
    }
    while (position < dispatcher.examined()) {
      LogRecord record = dispatcher.log().get(position);
      if (record == null || matters(record)) {
        return false;
      }
      position++;
    }
    await();
    return true;
  }

  private void await() {
    waiting = true;
    int i = 0;
    for (Table<?> table : interest.tables()) {
      dispatcher.waitingFor(table).add(places[i++]);
    }
    if (i == 0) {
      dispatcher.waitingForAny().add(places[0]);
    }
  }

  /** Gives up its place among the waiting. */
  void leave() {
    waiting = false;
    int i = 0;
    for (Table<?> table : interest.tables()) {
      dispatcher.waitingFor(table).remove(places[i++]);
    }
    if (i == 0) {
      dispatcher.waitingForAny().remove(places[0]);
    }
  }

  /**
   * Looks at {@code record} on behalf of its dispatcher; true if this cursor still waits after it.
   */
  boolean waitsOnAfter(LogRecord record, List<Cursor> woken) {
    if (!waiting) {
      return false;
    }
    if (record.sequence() < position) {
      return true; // Its owner has read on by itself.
    }
    if (matters(record)) {
      position = record.sequence();
      waiting = false;
      woken.add(this);
      return false;
    }
    position = record.sequence() + 1;
    return true;
  }

  /** Whether this cursor waits and needs no commit before {@code sequence}; else it is woken. */
  boolean waitsFrom(long sequence, List<Cursor> woken) {
    if (!waiting) {
      return false;
    }
    if (Math.max(position, dispatcher.examined()) >= sequence) {
      return true;
    }
    position = Math.max(position, dispatcher.examined());
    waiting = false;
    woken.add(this);
    return false;
  }

  boolean isWaiting() {
    return waiting;
  }

  /** Tells the owner that there may be news. */
  void tell() {
    if (!closed.get()) {
      ready.run();
    }
  }

  private boolean matters(LogRecord record) {
    try {
      return record.deliveredTo(interest) != null;
    } catch (RuntimeException e) {
      return true; // The owner meets its own failure when it reads.
    }
  }
}
