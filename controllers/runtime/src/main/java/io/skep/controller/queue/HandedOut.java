package io.skep.controller.queue;

import io.skep.store.loop.Loop;
import java.time.Duration;
import java.util.List;

/**
 * The keys that are handed out, and for how long they have been: published every {@link #PERIOD}
 * while there are any, and once more when there are none. Without it a run that never ends would
 * show nowhere, because everything else is counted at the end of a run.
 */
final class HandedOut<K> {
  /** Often enough to see a stuck run, too seldom to matter. */
  static final Duration PERIOD = Duration.ofMillis(500);

  private final Loop loop;
  private final QueueMetrics metrics;
  private final Chain<Entry<K>> running = new Chain<>();
  private Loop.Timer timer;

  /** Wraps around, and so does what is computed from it: sums of ages stay exact. */
  private long startsNanos;

  HandedOut(Loop loop, QueueMetrics metrics) {
    this.loop = loop;
    this.metrics = metrics;
  }

  int size() {
    return running.size();
  }

  void started(Entry<K> entry, long nowNanos) {
    entry.state = Entry.State.PROCESSING;
    entry.startedNanos = nowNanos;
    running.add(entry.place);
    startsNanos += entry.startedNanos;
    metrics.processing(running.size());
    if (timer == null && metrics.isMeasured()) {
      timer = loop.after(PERIOD, this::tick);
    }
  }

  void ended(Entry<K> entry, long nowNanos) {
    metrics.done(nowNanos - entry.startedNanos);
    running.remove(entry.place);
    startsNanos -= entry.startedNanos;
    metrics.processing(running.size());
    if (running.isEmpty()) {
      metrics.ages(0, 0);
    }
  }

  /** Puts up to {@code limit} keys into {@code into}, those first that were handed out first. */
  void sample(int limit, List<? super K> into) {
    Entry<K> entry = running.isEmpty() ? null : running.first();
    for (int i = 0; i < limit && entry != null; entry = running.after(entry.place), i++) {
      into.add(entry.key);
    }
  }

  /** Takes the delays away that handed-out keys want once they are done; says how many. */
  int forgetDelays() {
    int forgotten = 0;
    Entry<K> entry = running.isEmpty() ? null : running.first();
    for (; entry != null; entry = running.after(entry.place)) {
      forgotten += entry.forgetWake() ? 1 : 0;
    }
    return forgotten;
  }

  /** Publishes nothing any more. */
  void stop() {
    if (timer != null) {
      timer.cancel();
    }
  }

  private void tick() {
    // Not cancelled at the end of each run: a busy queue would set a timer for every key.
    timer = running.isEmpty() ? null : loop.after(PERIOD, this::tick);
    if (!running.isEmpty()) {
      long now = loop.clock().nanoTime();
      long oldest = running.first().startedNanos;
      metrics.ages(running.size() * now - startsNanos, now - oldest);
    }
  }
}
