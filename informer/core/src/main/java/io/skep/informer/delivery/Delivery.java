package io.skep.informer.delivery;

import io.skep.informer.Event;
import io.skep.informer.EventHandler;
import io.skep.informer.HandlerOptions;
import io.skep.informer.Registration;
import io.skep.informer.view.Transition;
import io.skep.store.Kind;
import io.skep.store.Origin;
import io.skep.store.Version;
import io.skep.store.loop.Answer;
import io.skep.store.loop.Loop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings events to one handler, on the handler's loop: first an addition for each object of a
 * snapshot, walked without a copy, then what happened since, merged per object while it waits. A
 * turn of the loop tells a bounded number of events.
 *
 * <p>The informer calls {@link #begin} once and {@link #put} after it, on its own loop; the methods
 * of {@link Registration} are for any thread.
 */
public final class Delivery<T> implements Registration {
  private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);

  /** How many events one turn tells: handlers may be slow, and the loop has other tasks. */
  private static final int TURN = 64;

  /** How long a handler is left alone after it threw, so that a broken one cannot flood the log. */
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final Kind<T> kind;
  private final EventHandler<T> handler;
  private final Loop loop;
  private final Runnable onThrown;
  private final Mailbox<T> mailbox;
  private final Promise<Void> synced = Promise.promise();

  // Confined to the handler's loop.
  private Iterator<Transition<T>> snapshot;
  private Version snapshotVersion;

  private volatile Loop.Timer pause;

  /** Confined to the informer's loop. */
  private boolean overrunTold;

  /**
   * A delivery that waits for {@link #begin}.
   *
   * @param loop where {@code handler} runs
   * @param onThrown called on that loop each time that the handler has thrown
   */
  @SuppressWarnings("unchecked") // Events only give objects away, so one of T is one of any super.
  public Delivery(
      Kind<T> kind,
      EventHandler<? super T> handler,
      HandlerOptions options,
      Loop loop,
      Runnable onThrown) {
    this.kind = kind;
    this.handler = (EventHandler<T>) Objects.requireNonNull(handler, "handler");
    this.loop = loop;
    this.onThrown = onThrown;
    this.mailbox = new Mailbox<>(kind, options);
  }

  /** Hands over the snapshot of version {@code at}, whose objects come first. */
  public void begin(Iterator<Transition<T>> objects, Version at) {
    mailbox.put(List.of(), at);
    loop.execute(
        () -> {
          snapshot = objects;
          snapshotVersion = at;
          leaveSnapshotIfTold();
          pump();
        });
  }

  /** Hands over what happened up to version {@code at}; perhaps nothing. */
  public void put(List<Event<T>> events, Version at) {
    if (mailbox.put(events, at)) {
      loop.execute(this::pump);
    } else if (mailbox.overrun() != null) {
      endOverrun();
    }
  }

  private void endOverrun() {
    if (!overrunTold) {
      overrunTold = true;
      LOG.error("{}", mailbox.overrun().getMessage());
      close();
    }
  }

  /**
   * Tells the handler again of those of {@code objects} for which nothing waits.
   *
   * @param at the version at which they stand so
   */
  public void resync(List<T> objects, Version at) {
    if (mailbox.resync(objects, at)) {
      loop.execute(this::pump);
    }
  }

  /** Whether the handler has heard of all objects of its snapshot. */
  public boolean hasToldSnapshot() {
    return mailbox.isSnapshotTold();
  }

  /**
   * Tells events until the turn is over, the handler throws, or there are none. There is one pump
   * at a time: at work, in the loop's queue, at rest, or asleep until the mailbox asks for it.
   */
  private void pump() {
    for (int step = 0; step < TURN; step++) {
      if (snapshot != null) {
        if (!tellFromSnapshot()) {
          return;
        }
      } else if (!tellFromMailbox()) {
        return;
      }
    }
    loop.execute(this::pump);
  }

  /** Takes a step in the snapshot; false if the pump is to stop. */
  private boolean tellFromSnapshot() {
    T object = snapshot.next().after();
    boolean goOn = true;
    if (object != null) {
      if (!mailbox.begin()) {
        return false;
      }
      goOn = call(new Event.Added<>(object, snapshotVersion, Origin.NONE, true));
      mailbox.returnedFromSnapshot();
    }
    leaveSnapshotIfTold();
    return goOn;
  }

  /** Tells the next event; false if the pump is to stop. */
  private boolean tellFromMailbox() {
    Event<T> event = mailbox.take();
    if (event == null) {
      return false;
    }
    boolean goOn = call(event);
    mailbox.returned();
    return goOn;
  }

  /** Calls the handler; false, and a pause, if it threw. */
  private boolean call(Event<T> event) {
    try {
      handler.handle(event);
      return true;
    } catch (Throwable e) { // Whatever it is, the next event must still come.
      LOG.error(
          "a handler threw on {} {} at version {}; it is not told that again, and the next event comes in {}",
          kind.name(),
          kind.id(event.object()),
          event.version(),
          PAUSE,
          e);
      onThrown.run();
      pause = loop.after(PAUSE, this::pump);
      return false;
    }
  }

  private void leaveSnapshotIfTold() {
    if (!snapshot.hasNext()) {
      snapshot = null;
      mailbox.snapshotTold();
      synced.tryComplete();
    }
  }

  @Override
  public Future<Void> synced() {
    return Answer.of(synced.future());
  }

  @Override
  public Future<Void> delivered(Version version) {
    return mailbox.delivered(version);
  }

  @Override
  public int backlog() {
    return mailbox.size();
  }

  @Override
  public Future<Void> closed() {
    return Answer.of(
        mailbox
            .closed()
            .compose(
                quiet ->
                    mailbox.overrun() == null
                        ? Future.succeededFuture()
                        : Future.failedFuture(mailbox.overrun())));
  }

  @Override
  public Future<Void> close() {
    mailbox.close();
    synced.tryFail(mailbox.closedBefore("had heard of every object"));
    Loop.Timer timer = pause;
    if (timer != null) {
      timer.cancel();
    }
    return Answer.of(mailbox.closed());
  }
}
