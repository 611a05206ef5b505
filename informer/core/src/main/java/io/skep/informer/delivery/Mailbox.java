package io.skep.informer.delivery;

import io.skep.informer.BacklogExceededException;
import io.skep.informer.Event;
import io.skep.informer.HandlerOptions;
import io.skep.store.Kind;
import io.skep.store.Origin;
import io.skep.store.Version;
import io.skep.store.loop.Answer;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Where events pass from the informer's loop to the handler's. Any thread; holds its lock for a few
 * steps only, and never while it calls code that is not its own.
 *
 * <p>It also knows how far the handler has come. Before the first event there is the snapshot,
 * which does not pass through here: until {@link #snapshotTold} nothing counts as delivered.
 */
final class Mailbox<T> {
  private final Kind<T> kind;
  private final Promise<Void> closing = Promise.promise();

  // Guarded by this.
  private final Backlog<T> backlog;
  private final PriorityQueue<Expectation> expected =
      new PriorityQueue<>(Comparator.comparing(Expectation::version));
  private Version put = Version.ZERO;

  /** The oldest change that the handler is being told, or null: all before it is delivered. */
  private Version telling = Version.ZERO;

  private boolean handlerRuns;
  private boolean snapshotIsTold;
  private boolean readerSleeps;
  private boolean closed;

  /** Why it was closed, if nobody asked for that. */
  private BacklogExceededException overrun;

  private final int limit;

  Mailbox(Kind<T> kind, HandlerOptions options) {
    this.kind = kind;
    this.limit = options.eventLimit();
    this.backlog = limit == 0 ? new MergedBacklog<>() : new ExactBacklog<>(kind, limit);
  }

  /**
   * Adds what happened up to version {@code at}.
   *
   * @return whether the reader sleeps and has to be woken
   */
  boolean put(List<Event<T>> events, Version at) {
    boolean wake;
    List<Answer<Void>> due;
    synchronized (this) {
      if (closed) {
        return false;
      }
      for (Event<T> event : events) {
        if (!backlog.add(kind.id(event.object()), event)) {
          overrun = new BacklogExceededException(kind, limit, event.version());
          break;
        }
      }
      put = at;
      due = overrun == null ? due() : List.of();
      wake = overrun == null && wakes();
    }
    if (overrun != null) {
      close();
    }
    complete(due);
    return wake;
  }

  /**
   * Adds a resync of each of {@code objects} for which nothing waits, as far as there is room.
   *
   * @param at the version at which they stand so
   * @return whether the reader sleeps and has to be woken
   */
  synchronized boolean resync(List<T> objects, Version at) {
    if (closed) {
      return false;
    }
    for (T object : objects) {
      String id = kind.id(object);
      if (!backlog.has(id)) {
        backlog.add(id, new Event.Updated<>(object, object, at, Origin.NONE, true));
      }
    }
    return wakes();
  }

  private boolean wakes() {
    boolean wake = readerSleeps && !backlog.isEmpty();
    readerSleeps &= !wake;
    return wake;
  }

  /** Whether the handler has returned from the whole snapshot. */
  synchronized boolean isSnapshotTold() {
    return snapshotIsTold;
  }

  /** Takes the next event, which then runs; null if there is none, and then the reader sleeps. */
  synchronized Event<T> take() {
    if (closed || backlog.isEmpty()) {
      readerSleeps = true;
      return null;
    }
    telling = backlog.oldest();
    handlerRuns = true;
    return backlog.take();
  }

  /** The handler is about to be told a part of the snapshot; false if it must not be any more. */
  synchronized boolean begin() {
    handlerRuns = !closed;
    return handlerRuns;
  }

  /** The handler has returned from a part of the snapshot. */
  void returnedFromSnapshot() {
    returned(Version.ZERO);
  }

  /** The handler has returned from an event. */
  void returned() {
    returned(null);
  }

  private void returned(Version stillTelling) {
    boolean last;
    List<Answer<Void>> due;
    synchronized (this) {
      handlerRuns = false;
      telling = stillTelling;
      last = closed;
      due = due();
    }
    complete(due);
    if (last) {
      closing.tryComplete();
    }
  }

  /** The handler has returned from the whole snapshot. */
  void snapshotTold() {
    synchronized (this) {
      snapshotIsTold = true;
    }
    returned(null);
  }

  Future<Void> delivered(Version version) {
    Answer<Void> answer = Answer.toCaller();
    boolean now;
    synchronized (this) {
      now = isDelivered(version);
      if (!now && !closed) {
        expected.add(new Expectation(version, answer));
        return answer.future();
      }
    }
    if (now) {
      answer.complete(null);
    } else {
      answer.fail(closedBefore("heard of version " + version));
    }
    return answer.future();
  }

  synchronized int size() {
    return backlog.size();
  }

  /** Completes when the handler does not run any more, after {@link #close}. */
  Future<Void> closed() {
    return closing.future();
  }

  /** Why this was closed, if by itself; null otherwise. */
  synchronized BacklogExceededException overrun() {
    return overrun;
  }

  /** Lets nothing more through, and drops what waits. */
  void close() {
    List<Expectation> dropped;
    boolean quiet;
    synchronized (this) {
      closed = true;
      quiet = !handlerRuns;
      backlog.clear();
      dropped = new ArrayList<>(expected);
      expected.clear();
    }
    dropped.forEach(
        expectation ->
            expectation.answer().fail(closedBefore("heard of version " + expectation.version())));
    if (quiet) {
      closing.tryComplete();
    }
  }

  IllegalStateException closedBefore(String what) {
    return new IllegalStateException(
        "a handler of kind %s was closed before it %s".formatted(kind.name(), what));
  }

  /** Those whose version is delivered now. */
  private List<Answer<Void>> due() {
    if (expected.isEmpty()) {
      return List.of();
    }
    List<Answer<Void>> due = new ArrayList<>();
    while (!expected.isEmpty() && isDelivered(expected.peek().version())) {
      due.add(expected.remove().answer());
    }
    return due;
  }

  private boolean isDelivered(Version version) {
    return !version.isAfter(put)
        && (telling == null || telling.isAfter(version))
        && (backlog.isEmpty() || backlog.oldest().isAfter(version));
  }

  private static void complete(List<Answer<Void>> due) {
    due.forEach(answer -> answer.complete(null));
  }

  private record Expectation(Version version, Answer<Void> answer) {}
}
