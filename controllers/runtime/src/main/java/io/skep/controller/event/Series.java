package io.skep.controller.event;

import java.time.Duration;

/** A record that may still be told again, and what the sink has of it. */
final class Series {
  /** A series is written at its start and at its end; in between so often, as in client-go. */
  static final long REFRESH_NANOS = Duration.ofMinutes(30).toNanos();

  private EventRecord record;
  private long toldNanos;
  private long writtenCount;

  /** When it was last decided to write this. */
  private long dueNanos;

  private int failures;

  Series(EventRecord record, long toldNanos) {
    this.record = record;
    this.toldNanos = toldNanos;
    dueNanos = toldNanos;
  }

  /** One more that is the same. */
  void again(Told told) {
    record = record.again(told.text(), told.at());
    toldNanos = told.atNanos();
  }

  /** Whether this has just become a series: until then it was a single event. */
  boolean isNew() {
    return record.count() == 2;
  }

  /** Whether the sink's record has grown old. */
  boolean isStale() {
    return toldNanos - dueNanos >= REFRESH_NANOS;
  }

  /** It is to be written, as of the last event. */
  void due() {
    dueNanos = toldNanos;
  }

  long toldNanos() {
    return toldNanos;
  }

  /** Whether the sink does not have the newest count. */
  boolean isUnwritten() {
    return writtenCount < record.count();
  }

  /** The record as it is now. */
  EventRecord record() {
    return record;
  }

  /** The sink has {@code given}. */
  void written(EventRecord given) {
    writtenCount = given.count();
    failures = 0;
  }

  /** The sink failed; gives how often in a row it has. */
  int failed() {
    return ++failures;
  }
}
