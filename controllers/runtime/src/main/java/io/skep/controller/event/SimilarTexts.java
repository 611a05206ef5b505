package io.skep.controller.event;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The latest texts of events that differ in nothing else. While there are few, each has a record of
 * its own; those that come when there are many share one.
 */
final class SimilarTexts {
  /** As in client-go: that many different texts are read, more are not. */
  static final int OWN_RECORDS = 10;

  /** How long a text counts after it was told last, as in client-go. */
  static final long WINDOW_NANOS = Duration.ofMinutes(10).toNanos();

  /** When each text was told last, the longest ago first. */
  private final Map<String, Long> toldNanos = new LinkedHashMap<>(16, 0.75f, true);

  /** Whether {@code text}, told now, gets a record of its own. */
  boolean hasOwnRecord(String text, long nowNanos) {
    toldNanos.values().removeIf(told -> nowNanos - told >= WINDOW_NANOS);
    if (toldNanos.containsKey(text) || toldNanos.size() < OWN_RECORDS) {
      toldNanos.put(text, nowNanos);
      return true;
    }
    return false;
  }
}
