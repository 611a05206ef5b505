package io.skep.controller.event;

import io.skep.store.ObjectKey;
import java.time.Instant;
import java.util.Optional;

/**
 * One event as a recorder took it. Immutable.
 *
 * @param at when it was told
 * @param atNanos the same moment, to measure from
 */
record Told(
    String source,
    ObjectKey about,
    EventType type,
    String reason,
    String text,
    Instant at,
    long atNanos) {
  /** What events that differ in their text only have in common. */
  record Similar(String source, ObjectKey about, EventType type, String reason) {}

  /**
   * What events on one record have in common.
   *
   * @param text empty if the record is for the further ones of many texts
   */
  record Same(Similar similar, Optional<String> text) {}

  /** Whose budget an event is taken from. */
  record Teller(String source, ObjectKey about) {}

  Similar similar() {
    return new Similar(source, about, type, reason);
  }

  Teller teller() {
    return new Teller(source, about);
  }

  Told withText(String newText) {
    return new Told(source, about, type, reason, newText, at, atNanos);
  }
}
