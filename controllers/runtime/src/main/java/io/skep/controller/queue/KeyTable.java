package io.skep.controller.queue;

import io.skep.controller.queue.Entry.State;
import io.skep.store.loop.Loop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The entry of each key that is not absent, and every move of one between its states. Confined to
 * the queue's loop.
 */
final class KeyTable<K> {
  private final QueueMetrics metrics;
  private final Map<K, Entry<K>> entries = new HashMap<>(); // Never iterated.
  private final ReadyKeys<K> ready;
  private final Delays<K> delays;
  private final HandedOut<K> running;
  private int dirty;

  /** Whether a key has ever had a delay here. */
  private boolean delayed;

  /** The entry that left last: a key often comes as one goes. */
  private Entry<K> spare;

  /** Runs {@code onDue} on {@code loop} when {@link #release} may have something to do. */
  KeyTable(Loop loop, QueueMetrics metrics, QueueOptions<K> options, Runnable onDue) {
    this.metrics = metrics;
    ready = new ReadyKeys<>(metrics, options);
    delays = new Delays<>(loop, metrics, onDue);
    running = new HandedOut<>(loop, metrics);
  }

  /** See {@link WorkQueue#find}. */
  Optional<QueuedKey> find(K key) {
    return Optional.ofNullable(entries.get(Objects.requireNonNull(key, "key"))).map(QueuedKey::of);
  }

  /** See {@link WorkQueue#sample}. */
  List<K> sample(int each) {
    List<K> sample = new ArrayList<>();
    running.sample(each, sample);
    ready.sample(each, sample);
    delays.sample(each, sample);
    return sample;
  }

  int ready() {
    return ready.size();
  }

  int waiting() {
    return delays.size();
  }

  int handedOut() {
    return running.size();
  }

  /** Whether it does not matter what time it is when a key is handed out or given back. */
  boolean isTimeless() {
    return !delayed && dirty == 0 && !metrics.isMeasured() && ready.classes() <= 1;
  }

  /** How many handed-out keys are owed another hand-out. */
  int dirty() {
    return dirty;
  }

  /** Whether a key can be {@linkplain #take taken}: one is ready, and its flow is not held. */
  boolean hasNext() {
    return ready.hasNext();
  }

  /** Makes the keys ready whose time has come; says whether there were any. */
  boolean release(long now) {
    boolean any = false;
    for (Entry<K> due = delays.pollDue(now); due != null; due = delays.pollDue(now)) {
      ready.add(due, due.wakeNanos());
      metrics.added();
      any = true;
    }
    return any;
  }

  /** The timer has fired, and what was due has been released. */
  void timerFired(long now) {
    delays.timerFired(now);
  }

  /** See {@link WorkQueue#add(Object, int)}. */
  void add(K key, int priority, long now) {
    Entry<K> entry = entry(key);
    ask(entry, priority);
    addNow(entry, now);
  }

  /** See {@link WorkQueue#addAfter(Object, Duration)}: the priority is the key's. */
  void addAfter(K key, Duration delay, long now) {
    Objects.requireNonNull(delay, "delay"); // Before there is an entry that would be in no state.
    Entry<K> entry = entry(key);
    if (entry.priority == Entry.UNASKED) {
      ask(entry, 0);
    }
    addAfter(entry, delay, now);
  }

  /** See {@link WorkQueue#addAfter(Object, Duration, int)}. */
  void addAfter(K key, Duration delay, int priority, long now) {
    Objects.requireNonNull(delay, "delay");
    Entry<K> entry = entry(key);
    ask(entry, priority);
    addAfter(entry, delay, now);
  }

  private void addAfter(Entry<K> entry, Duration delay, long now) {
    if (isNone(delay)) {
      addNow(entry, now);
      return;
    }
    delayed = true;
    metrics.retried();
    long due = Delays.due(delay, now);
    if (entry.state == State.QUEUED) {
      ready.raised(entry, now);
    } else if (entry.state != State.DIRTY && due < entry.dueNanos) {
      leaveDelays(entry);
      entry.dueNanos = due;
      waitUnlessHandedOut(entry, now);
    }
  }

  /** See {@link WorkQueue#addWhenQuiet}. */
  void addWhenQuiet(K key, QuietPeriod quiet, int priority, long now) {
    Objects.requireNonNull(quiet, "quiet");
    delayed = true;
    Entry<K> entry = entry(key);
    ask(entry, priority);
    if (entry.state == State.QUEUED) {
      ready.raised(entry, now);
    } else if (entry.state != State.DIRTY) {
      leaveDelays(entry);
      entry.unquiet(quiet, now);
      waitUnlessHandedOut(entry, now);
    }
  }

  /** See {@link WorkQueue#postpone}. */
  boolean postpone(K key, Duration delay, long now) {
    Entry<K> entry = entries.get(Objects.requireNonNull(key, "key"));
    if (entry == null || entry.wakeNanos() == Entry.NONE) {
      return false;
    }
    if (isNone(delay)) {
      addNow(entry, now);
    } else {
      leaveDelays(entry);
      entry.forgetWake();
      entry.dueNanos = Delays.due(delay, now);
      waitUnlessHandedOut(entry, now);
    }
    return true;
  }

  /** See {@link WorkQueue#cancel}. */
  boolean cancel(K key) {
    Entry<K> entry = entries.get(Objects.requireNonNull(key, "key"));
    if (entry == null || entry.wakeNanos() == Entry.NONE) {
      return false;
    }
    leaveDelays(entry);
    entry.forgetWake();
    if (!entry.isHandedOut()) {
      entries.remove(key);
    }
    return true;
  }

  /** See {@link WorkQueue#prioritize}. */
  void prioritize(K key, int priority) {
    handedOut(key, "prioritize").priority = priority;
  }

  /** See {@link WorkQueue#absorb}. */
  void absorb(K key) {
    Entry<K> entry = handedOut(key, "absorb");
    if (entry.state == State.DIRTY) {
      entry.state = State.PROCESSING;
      dirty--;
      entry.priority = Math.max(entry.priority, entry.owedPriority);
      entry.owedPriority = Entry.UNASKED;
    }
  }

  /** Hands the next key out; there must be one. */
  K take(long now) {
    Entry<K> entry = ready.take(now);
    running.started(entry, now);
    return entry.key;
  }

  /**
   * See {@link WorkQueue#done(Object, Duration)}.
   *
   * @param pause how long to put off what the key is owed; null for not at all
   */
  void done(K key, Duration pause, long now) {
    Entry<K> entry = handedOut(key, "done");
    running.ended(entry, now);
    ready.ended(entry);
    entry.priority = Math.max(entry.priority, entry.owedPriority);
    entry.owedPriority = Entry.UNASKED;
    if (entry.state == State.DIRTY) {
      dirty--; // Its add has been counted.
      if (pause == null || isNone(pause)) {
        ready.add(entry, now);
      } else {
        delayed = true;
        entry.dueNanos = Delays.due(pause, now);
        delays.add(entry, now);
      }
    } else if (entry.wakeNanos() == Entry.NONE) {
      entries.remove(key);
      spare = entry.blank();
    } else if (entry.wakeNanos() > now) {
      delays.add(entry, now);
    } else {
      ready.add(entry, now);
      metrics.added();
    }
  }

  /** Drops every delay and each key that waits; says how many. */
  int dropDelays() {
    int dropped = 0;
    for (Entry<K> entry = delays.poll(); entry != null; entry = delays.poll()) {
      entries.remove(entry.key);
      dropped++;
    }
    delays.stop();
    return dropped + running.forgetDelays();
  }

  /** Publishes ages no more. */
  void stop() {
    running.stop();
  }

  /** The entry of {@code key}; a new one, in no state, if it is absent. */
  private Entry<K> entry(K key) {
    Entry<K> entry = entries.get(Objects.requireNonNull(key, "key"));
    if (entry == null) {
      entry = spare == null ? new Entry<>() : spare;
      spare = null;
      entry.key = key;
      entries.put(key, entry);
    }
    return entry;
  }

  private Entry<K> handedOut(K key, String operation) {
    Entry<K> entry = entries.get(Objects.requireNonNull(key, "key"));
    if (entry == null || !entry.isHandedOut()) {
      throw new IllegalStateException(
          "%s(%s) without a hand-out: the key is %s; call it for keys that were taken and are not done"
              .formatted(operation, key, entry == null ? "absent" : entry.state));
    }
    return entry;
  }

  private static void ask(Entry<?> entry, int priority) {
    if (entry.isHandedOut()) {
      entry.owedPriority = Math.max(entry.owedPriority, priority);
    } else {
      entry.priority = Math.max(entry.priority, priority);
    }
  }

  private void addNow(Entry<K> entry, long now) {
    if (entry.state == State.QUEUED) {
      ready.raised(entry, now);
      return;
    }
    if (entry.state == State.DIRTY) {
      return;
    }
    leaveDelays(entry);
    entry.forgetWake();
    if (entry.state == State.PROCESSING) {
      entry.state = State.DIRTY;
      dirty++;
    } else {
      ready.add(entry, now);
    }
    metrics.added();
  }

  /** Takes {@code entry} out of those that wait, if it is one: it is in no state then. */
  private void leaveDelays(Entry<K> entry) {
    if (entry.state == State.WAITING) {
      delays.remove(entry);
      entry.state = null;
    }
  }

  private void waitUnlessHandedOut(Entry<K> entry, long now) {
    if (!entry.isHandedOut()) {
      delays.add(entry, now);
    }
  }

  private static boolean isNone(Duration delay) {
    return delay.isZero() || delay.isNegative();
  }
}
