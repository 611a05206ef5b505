package io.skep.controller.event;

import io.skep.store.ObjectKey;
import java.time.Instant;
import java.util.Objects;

/**
 * An event, or several that are the same but for their time. Immutable.
 *
 * @param id names this record for ever
 * @param source who told it, for example a controller
 * @param about the object that it is about
 * @param text for people; of a record of similar events, that of the newest
 * @param count how often it was told, at least once
 * @param first when it was told first
 * @param last when it was told last
 */
public record EventRecord(
    String id,
    String source,
    ObjectKey about,
    EventType type,
    String reason,
    String text,
    long count,
    Instant first,
    Instant last) {
  /** Refuses nulls, and records of nothing. */
  public EventRecord {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(source, "source");
    Objects.requireNonNull(about, "about");
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(reason, "reason");
    Objects.requireNonNull(text, "text");
    Objects.requireNonNull(first, "first");
    Objects.requireNonNull(last, "last");
    if (count < 1) {
      throw new IllegalArgumentException("count must be at least 1 but is " + count);
    }
  }

  /** This, told once more. */
  EventRecord again(String newText, Instant now) {
    return new EventRecord(id, source, about, type, reason, newText, count + 1, first, now);
  }
}
