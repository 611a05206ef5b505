package io.skep.controller.event;

import io.skep.store.loop.Loop;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records that are to be written, in batches, one batch at a time. What is told of a record while
 * it waits goes along. Confined to its loop.
 */
final class Outbox {
  /** As in client-go; when there are so many, further ones are dropped. */
  static final int LIMIT = 1000;

  /** How often a record is tried, as in client-go. */
  static final int TRIES = 12;

  /** How long after a failure, as in client-go. */
  static final Duration RETRY_AFTER = Duration.ofSeconds(10);

  /** How long to gather a batch: nobody reads faster. */
  static final Duration GATHER = Duration.ofSeconds(1);

  private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);

  private final Loop loop;
  private final EventSink sink;
  private final EventMetrics metrics;
  private final Runnable onEmpty;
  private final Set<Series> waiting = new LinkedHashSet<>();
  private Loop.Timer timer;
  private boolean writing;
  private boolean closing;

  /** {@code onEmpty} is told, once it is {@linkplain #close closing}, that nothing is left. */
  Outbox(Loop loop, EventSink sink, EventMetrics metrics, Runnable onEmpty) {
    this.loop = loop;
    this.sink = sink;
    this.metrics = metrics;
    this.onEmpty = onEmpty;
  }

  void add(Series series) {
    if (!waiting.contains(series) && waiting.size() == LIMIT) {
      metrics.dropped(EventMetrics.Drop.FULL);
      return;
    }
    waiting.add(series);
    metrics.waiting(waiting.size());
    if (!writing && timer == null) {
      timer = loop.after(GATHER, this::write);
    }
  }

  /** Writes what is there at once, and tries nothing twice any more. */
  void close() {
    closing = true;
    if (!writing) {
      write();
    }
  }

  private void write() {
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
    if (waiting.isEmpty()) {
      if (closing) {
        onEmpty.run();
      }
      return;
    }
    List<Series> batch = waiting.stream().limit(EventLog.BATCH).toList();
    batch.forEach(waiting::remove);
    metrics.waiting(waiting.size());
    List<EventRecord> records = batch.stream().map(Series::record).toList();
    writing = true;
    call(records).onComplete(done -> loop.execute(() -> written(batch, records, done)));
  }

  private Future<?> call(List<EventRecord> records) {
    try {
      return sink.write(records);
    } catch (RuntimeException e) { // A sink that breaks its promise harms nobody else.
      return Future.failedFuture(e);
    }
  }

  private void written(List<Series> batch, List<EventRecord> records, AsyncResult<?> done) {
    writing = false;
    if (done.succeeded()) {
      for (int i = 0; i < batch.size(); i++) {
        batch.get(i).written(records.get(i));
      }
      metrics.written(batch.size());
    } else {
      failed(batch, done.cause());
    }
    if (closing || (done.succeeded() && !waiting.isEmpty())) {
      write();
    } else if (!waiting.isEmpty()) {
      timer = loop.after(RETRY_AFTER, this::write);
    }
  }

  /** What failed is tried first next time. */
  private void failed(List<Series> batch, Throwable cause) {
    List<Series> again =
        closing ? List.of() : batch.stream().filter(series -> series.failed() < TRIES).toList();
    int lost = batch.size() - again.size();
    List<Series> after = new ArrayList<>(waiting);
    waiting.clear();
    waiting.addAll(again);
    waiting.addAll(after);
    metrics.waiting(waiting.size());
    if (lost > 0) {
      metrics.dropped(EventMetrics.Drop.FAILED, lost);
      LOG.warn("{} event records are lost, as their sink keeps failing", lost, cause);
    } else {
      LOG.debug("event records could not be written and are tried again", cause);
    }
  }
}
