package io.skep.controller.event;

import io.skep.store.ObjectKey;

/**
 * Tells events about objects on behalf of one source: {@code events.warning(key, "NoSpace", "node
 * n1 has no room for 3 tasks")}.
 *
 * <p>Telling never waits, never fails because of what becomes of the event, and never has an effect
 * on the objects; it costs one task of the log's loop. Any thread.
 */
public interface EventRecorder {
  /** The most characters of a reason. */
  int MAX_REASON = 128;

  /** The most characters of a text that are kept; the end of a longer one is cut off. */
  int MAX_TEXT = 1024;

  /**
   * Tells an event.
   *
   * @param about the object; it need not be there any more
   * @param reason one word for why, of few that the source uses, for example {@code Scaled}
   * @param text a sentence for people. Put what differs from time to time (a counter, a time) at
   *     its end or leave it out: events are counted together where the text is the same
   * @throws IllegalArgumentException if there is no reason, or it is longer than {@value
   *     #MAX_REASON} characters
   */
  void tell(ObjectKey about, EventType type, String reason, String text);

  /** Tells that something went as it should. */
  default void normal(ObjectKey about, String reason, String text) {
    tell(about, EventType.NORMAL, reason, text);
  }

  /** Tells that somebody may have to look into something. */
  default void warning(ObjectKey about, String reason, String text) {
    tell(about, EventType.WARNING, reason, text);
  }
}
