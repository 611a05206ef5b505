package io.skep.controller.runtime;

import io.skep.store.loop.Loop;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * Wakes keys that nothing else has woken for long, in case something was missed. Keeps a key
 * between its runs, as long as it has no other time to be looked at. One timer for all; O(log n) a
 * key. Confined to the loop.
 */
final class Failsafe {
  /** By how much an interval may be longer or shorter, so that keys do not come all at once. */
  private static final double JITTER = 0.1;

  private final Loop loop;
  private final RandomGenerator random;
  private final Optional<Duration> interval;
  private final Consumer<String> wake;
  private final Map<String, Due> byKey = new HashMap<>(); // Never iterated.
  private final TreeSet<Due> byTime = new TreeSet<>();
  private Loop.Timer timer;
  private long timerNanos;

  /** When a key is due; keys are compared only to tell them apart. */
  private record Due(long nanos, String key) implements Comparable<Due> {
    @Override
    public int compareTo(Due other) {
      int byTime = Long.compare(nanos, other.nanos);
      return byTime != 0 ? byTime : key.compareTo(other.key);
    }
  }

  /** Of a controller whose keys are to be woken {@code interval} after their last run, or never. */
  Failsafe(Loop loop, RandomGenerator random, Optional<Duration> interval, Consumer<String> wake) {
    this.loop = loop;
    this.random = random;
    this.interval = interval;
    this.wake = wake;
  }

  /** A run of {@code key} has ended, and nothing says when the next is. */
  void ended(String key) {
    cancel(key);
    if (interval.isPresent()) {
      double factor = 1 + JITTER * (2 * random.nextDouble() - 1);
      long now = loop.clock().nanoTime();
      var due = new Due(now + (long) (interval.get().toNanos() * factor), key);
      byKey.put(key, due);
      byTime.add(due);
      schedule(now);
    }
  }

  /** {@code key} is in a run, has another time, or is no more. */
  void cancel(String key) {
    Due due = byKey.remove(key);
    if (due != null) {
      byTime.remove(due);
    }
  }

  /** In how long {@code key} is woken. */
  Optional<Duration> left(String key) {
    return Optional.ofNullable(byKey.get(key))
        .map(due -> Duration.ofNanos(due.nanos() - loop.clock().nanoTime()));
  }

  /** Wakes nothing any more. */
  void close() {
    byKey.clear();
    byTime.clear();
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
  }

  private void schedule(long now) {
    if (byTime.isEmpty() || (timer != null && timerNanos <= byTime.first().nanos())) {
      return; // A timer that is early sets the next.
    }
    if (timer != null) {
      timer.cancel();
    }
    timerNanos = byTime.first().nanos();
    timer = loop.after(Duration.ofNanos(timerNanos - now), this::fire);
  }

  private void fire() {
    timer = null;
    long now = loop.clock().nanoTime();
    while (!byTime.isEmpty() && byTime.first().nanos() <= now) {
      Due due = byTime.first();
      cancel(due.key());
      wake.accept(due.key());
    }
    schedule(now);
  }
}
