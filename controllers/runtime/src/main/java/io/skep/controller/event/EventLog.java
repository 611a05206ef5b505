package io.skep.controller.event;

import io.micrometer.core.instrument.MeterRegistry;
import io.skep.controller.Component;
import io.skep.controller.Start;
import io.skep.store.IdSource;
import io.skep.store.ObjectKey;
import io.skep.store.loop.Answer;
import io.skep.store.loop.Loop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;

/**
 * Takes the events of all {@linkplain #recorder recorders} of a process, merges what repeats, and
 * gives the records to a sink.
 *
 * <ul>
 *   <li>The same event again (source, object, type, reason and text) is counted on its record. The
 *       record is written when the event is told first and when it is told again; then every half
 *       hour; and when it has not been told for six minutes, which closes it.
 *   <li>Of more than ten texts within ten minutes that differ in nothing else, the further ones
 *       share a record.
 *   <li>A source may cause 25 such writes about an object at once, and then one every five minutes.
 *       A new event beyond that is dropped; one that is counted on a record is not.
 * </ul>
 *
 * <p>Everything is bounded, and what does not fit is dropped and counted ({@code
 * skep.events.dropped}): 1,000 events on their way to the log, 1,000 records waiting for the sink,
 * 4,096 that are counted on. Nobody ever waits for a sink, and its failures are nobody's: a batch
 * is tried again every ten seconds, twelve times.
 *
 * <p>Add it to the manager of those who tell events, in {@link io.skep.controller.Group#EVENTS}:
 * then it is closed when everything else has ended.
 */
public final class EventLog implements Component {
  /** The most records that are written together. */
  static final int BATCH = 100;

  /** The most events on their way to the log's loop. */
  private static final int INTAKE = 1000;

  private final Loop loop;
  private final EventMetrics metrics;
  private final Correlator correlator;
  private final Outbox outbox;
  private final Promise<Void> closed = Promise.promise();
  private final AtomicInteger onTheirWay = new AtomicInteger();
  private Loop.Timer silence;
  private boolean closing;

  private EventLog(Loop loop, EventSink sink, RandomGenerator random, MeterRegistry meters) {
    this.loop = loop;
    metrics = new EventMetrics(meters);
    outbox = new Outbox(loop, sink, metrics, this::emptied);
    correlator = new Correlator(new IdSource(random)::next, outbox::add);
  }

  /**
   * A log on {@code loop}.
   *
   * @param random draws the ids of records; used on the loop only
   * @param meters where the log keeps its metrics, {@code skep.events.*}; one log a registry
   */
  public static EventLog on(
      Loop loop, EventSink sink, RandomGenerator random, MeterRegistry meters) {
    return new EventLog(
        Objects.requireNonNull(loop, "loop"),
        Objects.requireNonNull(sink, "sink"),
        Objects.requireNonNull(random, "random"),
        Objects.requireNonNull(meters, "meters"));
  }

  /** What {@code source}, for example a controller, tells its events with. Any thread. */
  public EventRecorder recorder(String source) {
    Objects.requireNonNull(source, "source");
    return (about, type, reason, text) -> tell(source, about, type, reason, text);
  }

  private void tell(String source, ObjectKey about, EventType type, String reason, String text) {
    Objects.requireNonNull(about, "about");
    Objects.requireNonNull(type, "type");
    if (reason.isEmpty() || reason.length() > EventRecorder.MAX_REASON) {
      throw new IllegalArgumentException(
          "the reason \"%s\" has %d characters; give one word of at most %d"
              .formatted(reason, reason.length(), EventRecorder.MAX_REASON));
    }
    metrics.told(type);
    if (onTheirWay.incrementAndGet() > INTAKE) {
      onTheirWay.decrementAndGet();
      metrics.dropped(EventMetrics.Drop.FULL);
      return;
    }
    var told =
        new Told(
            source,
            about,
            type,
            reason,
            cut(text),
            loop.clock().instant(),
            loop.clock().nanoTime());
    loop.execute(() -> take(told));
  }

  private static String cut(String text) {
    return text.length() <= EventRecorder.MAX_TEXT
        ? text
        : text.substring(0, EventRecorder.MAX_TEXT - 1) + "…";
  }

  private void take(Told told) {
    onTheirWay.decrementAndGet();
    if (closing) {
      metrics.dropped(EventMetrics.Drop.CLOSED);
      return;
    }
    correlator.closeSilent(told.atNanos());
    if (!correlator.take(told)) {
      metrics.dropped(EventMetrics.Drop.SPAM);
    }
    metrics.open(correlator.open());
    if (silence == null) {
      awaitSilence();
    }
  }

  /** One timer for all: that of the record that was told the longest ago. */
  private void awaitSilence() {
    Duration next = correlator.nextSilence(loop.clock().nanoTime());
    silence = next == null ? null : loop.after(next, this::onSilence);
  }

  private void onSilence() {
    correlator.closeSilent(loop.clock().nanoTime());
    metrics.open(correlator.open());
    awaitSilence();
  }

  /** Nothing: events are taken from the first on. */
  @Override
  public Future<Void> start(Start start) {
    return Future.succeededFuture();
  }

  /** {@link #close}. */
  @Override
  public Future<Void> stop() {
    return close();
  }

  /**
   * Writes what is left, once, and takes no event any more: to be called when all that tells events
   * has ended. Idempotent, any thread.
   *
   * @return completes when the sink has answered for all that was left; never fails
   */
  public Future<Void> close() {
    loop.execute(this::end);
    return Answer.of(closed.future());
  }

  private void end() {
    if (closing) {
      return;
    }
    closing = true;
    if (silence != null) {
      silence.cancel();
    }
    correlator.closeAll();
    metrics.open(0);
    outbox.close();
  }

  private void emptied() {
    metrics.close();
    closed.tryComplete();
  }
}
