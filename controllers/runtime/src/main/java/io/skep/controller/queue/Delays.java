package io.skep.controller.queue;

import io.skep.store.loop.Loop;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;

/**
 * The keys that wait, by the time at which they are ready, and one timer for the earliest.
 *
 * <p>The timer is moved only when a key is due before it. When keys leave early it stays and fires
 * in vain: rather that than a timer set and cancelled for every key that is added while it waits.
 */
final class Delays<K> {
  /** Stands for longer delays, which would not fit into nanoseconds. */
  private static final Duration LONGEST = Duration.ofDays(100 * 365L);

  private final Loop loop;
  private final QueueMetrics metrics;
  private final Runnable onDue;
  private final TreeSet<Entry<K>> waiting = new TreeSet<>();
  private Loop.Timer timer;
  private long timerNanos = Entry.NONE;
  private long sequence;

  /** Runs {@code onDue} on {@code loop} when a key may be due. */
  Delays(Loop loop, QueueMetrics metrics, Runnable onDue) {
    this.loop = loop;
    this.metrics = metrics;
    this.onDue = onDue;
  }

  /** When {@code delay} will have passed. */
  static long due(Duration delay, long nowNanos) {
    return nowNanos + (delay.compareTo(LONGEST) < 0 ? delay : LONGEST).toNanos();
  }

  int size() {
    return waiting.size();
  }

  /** Lets {@code entry}, which does not wait here yet, wait until it wakes. */
  void add(Entry<K> entry, long nowNanos) {
    long dueNanos = entry.wakeNanos();
    entry.state = Entry.State.WAITING;
    entry.sequence = sequence++;
    waiting.add(entry);
    metrics.waiting(waiting.size());
    if (dueNanos < timerNanos) {
      setTimer(dueNanos, nowNanos);
    }
  }

  /** Puts up to {@code limit} keys into {@code into}, those first that are ready first. */
  void sample(int limit, List<? super K> into) {
    waiting.stream().limit(limit).forEach(entry -> into.add(entry.key));
  }

  /** Ends the wait of {@code entry}. */
  void remove(Entry<K> entry) {
    waiting.remove(entry);
    metrics.waiting(waiting.size());
  }

  /** Takes the next entry whose time has come; null if there is none. */
  Entry<K> pollDue(long nowNanos) {
    if (waiting.isEmpty() || waiting.first().wakeNanos() > nowNanos) {
      return null;
    }
    return poll();
  }

  /** Takes the next entry, whether its time has come or not; null if there is none. */
  Entry<K> poll() {
    Entry<K> next = waiting.pollFirst();
    metrics.waiting(waiting.size());
    return next;
  }

  /** Fires no more until a key is added. */
  void stop() {
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
    timerNanos = Entry.NONE;
  }

  /** The timer has fired, and what was due has been taken: sets it again for what is left. */
  void timerFired(long nowNanos) {
    stop();
    if (!waiting.isEmpty()) {
      setTimer(waiting.first().wakeNanos(), nowNanos);
    }
  }

  private void setTimer(long dueNanos, long nowNanos) {
    stop();
    timerNanos = dueNanos;
    timer = loop.after(Duration.ofNanos(dueNanos - nowNanos), onDue);
  }
}
