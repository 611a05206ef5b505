package io.skep.controller.queue;

import io.skep.store.loop.Clock;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Counts the starts of each key in its window. Confined to one loop. Keeps a few bytes for each key
 * that has started within the last window, and drops them at the next start of any key.
 *
 * @param <K> the keys
 */
public final class StartLimiter<K> {
  /** Too short a wait would only be one more hand-out. */
  private static final Duration SHORTEST_WAIT = Duration.ofMillis(50);

  private final StartLimit limit;
  private final Clock clock;

  /** In the order in which the windows began, hence in which they end. */
  private final Map<K, Window> windows = new LinkedHashMap<>();

  private static final class Window {
    private final long endNanos;
    private int starts;

    Window(long endNanos) {
      this.endNanos = endNanos;
    }
  }

  StartLimiter(StartLimit limit, Clock clock) {
    this.limit = limit;
    this.clock = clock;
  }

  /**
   * Counts a start of {@code key}, if it may start now.
   *
   * @return zero if it may; else how long to wait before asking again: what is left of its window,
   *     and 50 ms at least
   */
  public Duration start(K key) {
    long now = clock.nanoTime();
    dropEnded(now);
    Window window =
        windows.computeIfAbsent(key, absent -> new Window(Delays.due(limit.window(), now)));
    if (window.starts < limit.starts()) {
      window.starts++;
      return Duration.ZERO;
    }
    var left = Duration.ofNanos(window.endNanos - now);
    return left.compareTo(SHORTEST_WAIT) < 0 ? SHORTEST_WAIT : left;
  }

  /** How many keys are in a window. */
  int size() {
    return windows.size();
  }

  private void dropEnded(long now) {
    Iterator<Window> eldest = windows.values().iterator();
    while (eldest.hasNext() && eldest.next().endNanos - now <= 0) {
      eldest.remove();
    }
  }
}
