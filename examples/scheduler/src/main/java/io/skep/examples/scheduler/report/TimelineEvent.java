package io.skep.examples.scheduler.report;

import java.time.Duration;
import java.util.Locale;

/**
 * Something that happened. Immutable.
 *
 * @param at since the start of the run
 * @param kind what sort of thing
 * @param subject name of the node, service or task that it happened to
 * @param text what happened, to be read after the subject
 */
public record TimelineEvent(Duration at, Kind kind, String subject, String text) {
  /** What sort of thing happened, and how much a reader wants to know of it. */
  public enum Kind {
    /** A node joined, left or changed its state. */
    NODE,
    /** A service was asked for. */
    SERVICE,
    /** A task got a node. */
    PLACED,
    /** A slot went to another node. */
    MOVED,
    /** A task runs. */
    RUNNING,
    /** A task cannot be placed. */
    WAITING,
    /** A task stops or has ended. */
    ENDED;

    /** Its name in a sentence. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
