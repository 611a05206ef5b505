package io.skep.controller.event;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Keeps what it is given, fails when told to, and takes its time when told to. */
final class RecordingSink implements EventSink {
  final List<List<EventRecord>> batches = new ArrayList<>();
  final Map<String, EventRecord> kept = new LinkedHashMap<>();
  private int failures;
  private Promise<Void> held;

  /** The next {@code times} batches fail. */
  void failNext(int times) {
    failures = times;
  }

  /** Answers nothing until {@link #release}. */
  void hold() {
    held = Promise.promise();
  }

  void release() {
    Promise<Void> answer = held;
    held = null;
    answer.complete();
  }

  List<EventRecord> records() {
    return List.copyOf(kept.values());
  }

  List<EventRecord> writes() {
    return batches.stream().flatMap(List::stream).toList();
  }

  @Override
  public Future<?> write(List<EventRecord> records) {
    batches.add(records);
    if (failures > 0) {
      failures--;
      return Future.failedFuture(new IllegalStateException("the sink fails"));
    }
    records.forEach(record -> kept.put(record.id(), record));
    return held == null ? Future.succeededFuture() : held.future();
  }
}
