package io.skep.controller.queue;

import java.util.ArrayDeque;

/** The keys that are ready, in the order in which they became so. */
final class Line<K> {
  private final QueueMetrics metrics;
  private final ArrayDeque<Entry<K>> queued = new ArrayDeque<>();

  Line(QueueMetrics metrics) {
    this.metrics = metrics;
  }

  int size() {
    return queued.size();
  }

  boolean isEmpty() {
    return queued.isEmpty();
  }

  /** Puts {@code entry}, which is in no other place, at the end. */
  void add(Entry<K> entry, long readyNanos) {
    entry.state = Entry.State.QUEUED;
    entry.dueNanos = Entry.NONE;
    entry.readyNanos = readyNanos;
    queued.add(entry);
    metrics.depth(queued.size());
  }

  /** Takes the first entry; there must be one. */
  Entry<K> take(long nowNanos) {
    Entry<K> first = queued.remove();
    metrics.depth(queued.size());
    metrics.handedOut(nowNanos - first.readyNanos);
    return first;
  }
}
