package io.skep.informer;

import java.time.Duration;

/**
 * How a handler is told of changes. Immutable.
 *
 * @param resync how often it is told of every object again; zero for never
 * @param eventLimit how many events may wait for a handler that gets every single one; 0 for a
 *     handler for which the waiting events of an object are merged
 */
public record HandlerOptions(Duration resync, int eventLimit) {
  /** No resyncs; events that wait are merged. */
  public static final HandlerOptions DEFAULT = new HandlerOptions(Duration.ZERO, 0);

  /** Objects come by the hundred thousand: more often is a load and no help. */
  private static final Duration SHORTEST_RESYNC = Duration.ofSeconds(1);

  /** Checks the bounds. */
  public HandlerOptions {
    if (!resync.isZero() && resync.compareTo(SHORTEST_RESYNC) < 0) {
      throw new IllegalArgumentException(
          "a resync every %s would come too often; the shortest period is %s, and zero is none"
              .formatted(resync, SHORTEST_RESYNC));
    }
    if (eventLimit < 0) {
      throw new IllegalArgumentException("eventLimit must not be negative but is " + eventLimit);
    }
  }

  /**
   * These options with a resync every {@code period}: an {@link Event.Updated} with {@code resync}
   * set, from the object to itself, for each object for which no event waits. It comes from what
   * the informer shows and asks the store nothing; it repairs what a handler did wrong, and is not
   * needed for hearing of changes.
   *
   * @param period at least a second. The shortest one that is asked for before the informer starts
   *     is the shortest that there is: a shorter one asked for later is raised to it
   */
  public HandlerOptions withResync(Duration period) {
    return new HandlerOptions(period, eventLimit);
  }

  /**
   * These options for a handler that gets every event of every commit, none merged with another. If
   * more than {@code limit} wait, the handler is closed, and {@link Registration#closed} fails with
   * {@link BacklogExceededException}. What the feed itself cannot tell one by one, because the
   * store's log has dropped it, comes merged as well.
   *
   * @param limit at least 1
   */
  public HandlerOptions withEveryEvent(int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("limit must be at least 1 but is " + limit);
    }
    return new HandlerOptions(resync, limit);
  }
}
