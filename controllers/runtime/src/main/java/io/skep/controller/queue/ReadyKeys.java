package io.skep.controller.queue;

import java.util.ArrayList;
import java.util.List;

/**
 * The keys that are ready, by class, and which of them is next: one of the highest class, unless
 * the lowest has waited for its turn for too long. Keys of held flows are passed over.
 *
 * <p>Ages are looked at when a key is handed out while there are several classes: that is when they
 * matter. Confined to the queue's loop. Costs O(1) in the number of keys, and at worst a step for
 * each class; of these there are as many as there are different priorities among the ready keys.
 */
final class ReadyKeys<K> {
  /** At least one of so many keys is of the lowest class. */
  private static final int ROUND = 10;

  /** How many keys one hand-out moves up at most: a tenth of a millisecond or so of work. */
  static final int PROMOTIONS = 256;

  private final QueueMetrics metrics;
  private final QueueOptions<K> options;
  private final long maxAgeNanos;
  private final ActiveFlows<K> flows;

  /** Those with ready keys, the highest first. */
  private final List<PriorityClass<K>> classes = new ArrayList<>();

  /** The class that became empty last: a queue is often empty for a moment. */
  private PriorityClass<K> spare;

  private int size;

  /** How many keys were handed out since one of the lowest class was. */
  private int sinceLowest;

  ReadyKeys(QueueMetrics metrics, QueueOptions<K> options) {
    this.metrics = metrics;
    this.options = options;
    spare = newClass(0);
    maxAgeNanos = options.maxAge().toNanos();
    flows = new ActiveFlows<>(options.flows(), options.inFlight());
  }

  int size() {
    return size;
  }

  /** How many classes have ready keys. */
  int classes() {
    return classes.size();
  }

  /** Whether a key can be {@linkplain #take taken}. */
  boolean hasNext() {
    return size > flows.heldKeys();
  }

  /** Puts {@code entry}, which is in no other place, last in the class of its priority. */
  void add(Entry<K> entry, long readyNanos) {
    entry.state = Entry.State.QUEUED;
    entry.forgetWake();
    entry.readyNanos = readyNanos;
    entry.flow = flows.of(entry.key);
    flows.ready(entry.flow);
    PriorityClass<K> in = classOf(entry.priority);
    in.add(entry, readyNanos);
    size++;
    metrics.ready(in.label, 1);
  }

  /** The priority of {@code entry}, which is ready, has been raised: moves it if that is news. */
  void raised(Entry<K> entry, long nowNanos) {
    if (entry.priority > entry.line.in.priority) {
      move(entry, classOf(entry.priority), nowNanos);
    }
  }

  /** Takes the next entry; there must be one. */
  Entry<K> take(long nowNanos) {
    if (classes.size() > 1) {
      promote(nowNanos);
    }
    PriorityClass<K> lowest = lowest();
    PriorityClass<K> from = sinceLowest < ROUND - 1 ? highest() : lowest;
    sinceLowest = from == lowest ? 0 : sinceLowest + 1;
    Entry<K> next = from.next();
    from.take(next);
    dropIfEmpty(from);
    flows.started(next.flow);
    size--;
    metrics.ready(from.label, -1);
    metrics.handedOut(nowNanos - next.readyNanos);
    return next;
  }

  /** Puts up to {@code limit} keys into {@code into}: those of the highest class, by age. */
  void sample(int limit, List<? super K> into) {
    int end = into.size() + limit;
    classes.forEach(in -> in.sample(end, into));
  }

  /** {@code entry}, which was taken, is given back. */
  void ended(Entry<K> entry) {
    flows.ended(entry.flow);
    entry.flow = null;
  }

  private PriorityClass<K> highest() {
    int index = 0;
    while (classes.get(index).isHeld()) {
      index++;
    }
    return classes.get(index);
  }

  private PriorityClass<K> lowest() {
    int index = classes.size() - 1;
    while (classes.get(index).isHeld()) {
      index--;
    }
    return classes.get(index);
  }

  /** Moves keys that have been in their class for too long up to the next. */
  private void promote(long nowNanos) {
    int left = PROMOTIONS;
    // From the bottom: what has come up a class is new there, and goes no further, though those who
    // were there may leave it.
    for (int index = classes.size() - 1; index > 0; index--) {
      PriorityClass<K> from = classes.get(index);
      while (left > 0 && !from.isEmpty() && nowNanos - from.oldest().classNanos >= maxAgeNanos) {
        move(from.oldest(), classes.get(index - 1), nowNanos);
        left--;
      }
    }
  }

  private void move(Entry<K> entry, PriorityClass<K> to, long nowNanos) {
    PriorityClass<K> from = entry.line.in;
    from.remove(entry);
    to.add(entry, nowNanos);
    metrics.ready(from.label, -1);
    metrics.ready(to.label, 1);
    dropIfEmpty(from);
  }

  private PriorityClass<K> classOf(int priority) {
    int index = 0;
    while (index < classes.size() && classes.get(index).priority > priority) {
      index++;
    }
    if (index < classes.size() && classes.get(index).priority == priority) {
      return classes.get(index);
    }
    PriorityClass<K> added =
        spare != null && spare.priority == priority ? spare : newClass(priority);
    spare = null;
    classes.add(index, added);
    return added;
  }

  private PriorityClass<K> newClass(int priority) {
    return new PriorityClass<>(priority, options.label(priority));
  }

  private void dropIfEmpty(PriorityClass<K> in) {
    if (in.isEmpty()) {
      classes.remove(in);
      spare = in;
    }
  }
}
