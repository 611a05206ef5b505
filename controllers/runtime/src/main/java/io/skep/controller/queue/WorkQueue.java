package io.skep.controller.queue;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.skep.controller.queue.Entry.State;
import io.skep.store.loop.Loop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Keys that are worth a look, each at most once, by priority, by the turns of their flows, and in
 * the order in which they became ready.
 *
 * <p>A key is absent, queued, handed out, or waiting for its delay to pass. Adding a queued key
 * changes nothing. Adding a key that is handed out owes it exactly one further hand-out, after it
 * is {@linkplain #done done}, however often it is added; so a key is never in two hands at once,
 * and no wake-up is lost. A waiting key becomes queued when its time comes or when it is added,
 * whatever is first.
 *
 * <p>Keys of the greatest priority come first; those of one priority are a class, in which the
 * {@linkplain Flows flows} take turns, and the keys of a flow come first in, first out. A key keeps
 * its priority for as long as it is not absent, and adding it may only raise it. Nothing starves: a
 * ready key that is older than {@link QueueOptions#maxAge} in its class while there are keys above
 * goes to the end of the class above, and one of any ten hand-outs is of the lowest class. A key
 * whose flow has its share of those handed out is passed over until the flow may have another.
 *
 * <p>Confined to its loop: every method fails when called from elsewhere. Time is the loop's, and a
 * key whose time has come is queued as of that time, exactly. All operations cost O(1), those on
 * waiting keys O(log n), and a step for each class, of which there should be few. The queue holds
 * as many keys as are distinct; it has no other bound.
 *
 * @param <K> the keys; values with equality
 */
public final class WorkQueue<K> {
  private enum Mode {
    OPEN,
    /** Takes nothing more, and goes on until all that it owes is done. */
    DRAINING,
    /** Takes nothing more. */
    SHUT
  }

  /** Stands for longer delays, which would not fit into nanoseconds. */
  private static final Duration LONGEST_DELAY = Duration.ofDays(100 * 365L);

  private final Loop loop;
  private final QueueMetrics metrics;
  private final Map<K, Entry<K>> entries = new HashMap<>();
  private final ReadyKeys<K> ready;
  private final Delays<K> delays;
  private final HandedOut<K> running;
  private final Takers<K> takers;
  private final Promise<Integer> drained = Promise.promise();
  private Mode mode = Mode.OPEN;
  private int dirty;
  private int dropped;

  private WorkQueue(Loop loop, QueueMetrics metrics, QueueOptions<K> options) {
    this.loop = loop;
    this.metrics = metrics;
    this.ready = new ReadyKeys<>(metrics, options);
    this.delays = new Delays<>(loop, metrics, this::onDelayPassed);
    this.running = new HandedOut<>(loop, metrics);
    this.takers = new Takers<>(loop);
  }

  /** A queue of one flow on {@code loop} that is measured by nobody. */
  public static <K> WorkQueue<K> on(Loop loop) {
    return on(loop, "", new CompositeMeterRegistry(), QueueOptions.standard());
  }

  /**
   * A queue on {@code loop} that keeps its metrics, {@code skep.queue.*} tagged with {@code queue =
   * name}, in {@code registry}.
   *
   * @param name unique among the open queues of the registry
   */
  public static <K> WorkQueue<K> on(
      Loop loop, String name, MeterRegistry registry, QueueOptions<K> options) {
    return new WorkQueue<>(loop, new QueueMetrics(registry, name), options);
  }

  /** {@link #add(Object, int)} with the priority of ordinary changes, 0. */
  public void add(K key) {
    add(key, 0);
  }

  /**
   * Owes {@code key} a hand-out now, with {@code priority} or that which it has, whichever is
   * greater. Ends its wait if it waits. A queued key that is raised goes to the end of its new
   * class.
   */
  public void add(K key, int priority) {
    long now = begin("add");
    if (mode == Mode.OPEN) {
      Entry<K> entry = entry(key);
      ask(entry, priority);
      addNow(entry, now);
      serve(now);
    }
  }

  /**
   * Owes {@code key} a hand-out once {@code delay} has passed: at once if it is zero or negative.
   * Of several delays the earliest counts; a key that is owed a hand-out already gets no delay. The
   * delay of a key that is handed out starts now and counts once it is done. The key has the
   * priority that it had; an absent one 0.
   */
  public void addAfter(K key, Duration delay) {
    long now = begin("addAfter");
    if (mode == Mode.OPEN) {
      Entry<K> entry = entry(key);
      if (entry.priority == Entry.UNASKED) {
        ask(entry, 0);
      }
      addAfter(entry, delay, now);
    }
  }

  /**
   * {@link #addAfter(Object, Duration)} with {@code priority} or that which the key has, whichever
   * is greater.
   */
  public void addAfter(K key, Duration delay, int priority) {
    long now = begin("addAfter");
    if (mode == Mode.OPEN) {
      Entry<K> entry = entry(key);
      ask(entry, priority);
      addAfter(entry, delay, now);
    }
  }

  private void addAfter(Entry<K> entry, Duration delay, long now) {
    if (delay.isZero() || delay.isNegative()) {
      addNow(entry, now);
    } else {
      metrics.retried();
      addLater(entry, due(delay, now), now);
    }
    serve(now);
  }

  /**
   * Gives {@code key}, which is handed out, another priority, be it lower, for what it is owed
   * after it is done. Adds since it was handed out keep theirs.
   *
   * @throws IllegalStateException if the key is not handed out
   */
  public void prioritize(K key, int priority) {
    begin("prioritize");
    handedOut(key, "prioritize").priority = priority;
  }

  /**
   * Gives {@code key}, if it has a delay, another one, even if that is later.
   *
   * @return whether it had one
   */
  public boolean postpone(K key, Duration delay) {
    long now = begin("postpone");
    Entry<K> entry = entries.get(Objects.requireNonNull(key, "key"));
    if (!forgetDelay(entry)) {
      return false;
    }
    if (delay.isZero() || delay.isNegative()) {
      addNow(entry, now);
    } else {
      addLater(entry, due(delay, now), now);
    }
    serve(now);
    return true;
  }

  /**
   * Takes the delay of {@code key} away: if it waited it is absent now.
   *
   * @return whether it had one
   */
  public boolean cancel(K key) {
    begin("cancel");
    Entry<K> entry = entries.get(Objects.requireNonNull(key, "key"));
    if (!forgetDelay(entry)) {
      return false;
    }
    if (entry.state == State.WAITING) {
      entries.remove(key);
    }
    return true;
  }

  /**
   * Hands a key out, now or as soon as one is ready; takers are served in the order in which they
   * asked.
   *
   * @return the key, to be given back with {@link #done}; empty if the queue is closed and will
   *     hand out nothing more. Completed in a later task of the loop
   */
  public Future<Optional<K>> take() {
    long now = begin("take");
    Future<Optional<K>> key = takers.add();
    serve(now);
    return key;
  }

  /** Hands a key out, to be given back with {@link #done}; empty if none is ready. */
  public Optional<K> poll() {
    long now = begin("poll");
    if (!ready.hasNext()) {
      return Optional.empty();
    }
    K key = handOut(now);
    serve(now);
    return Optional.of(key);
  }

  /**
   * Gives {@code key} back. It is queued again if it was added since it was handed out, and else
   * waits if it was given a delay.
   *
   * @throws IllegalStateException if the key is not handed out
   */
  public void done(K key) {
    done(key, Duration.ZERO);
  }

  /**
   * {@link #done(Object)}, and if the key was added since it was handed out, the further hand-out
   * that it is owed comes only after {@code pause}, or when it is added once more.
   *
   * @throws IllegalStateException if the key is not handed out
   */
  public void done(K key, Duration pause) {
    long now = begin("done");
    Entry<K> entry = handedOut(key, "done");
    running.ended(entry, now);
    ready.ended(entry);
    entry.priority = Math.max(entry.priority, entry.owedPriority);
    entry.owedPriority = Entry.UNASKED;
    if (entry.state == State.DIRTY) {
      dirty--;
      requeue(entry, due(pause, now), now);
    } else if (entry.dueNanos != Entry.NONE) {
      waitUntil(entry.dueNanos, entry, now);
    } else {
      entries.remove(key);
    }
    serve(now);
  }

  /**
   * Takes no key in any more. Queued keys may still be taken, waiting ones are dropped, and takers
   * for whom nothing is queued are told that the queue is closed. Ends a {@link #drain}.
   * Idempotent.
   *
   * @return how many waiting keys were dropped, all in all
   */
  public int shutdown() {
    long now = begin("shutdown");
    close(Mode.SHUT);
    running.stop();
    reportDrained();
    serve(now);
    return dropped;
  }

  /**
   * Takes no key in any more, and goes on handing out until what the queue owes is done: keys that
   * are queued or handed out now, and once more those that were added while they were handed out.
   * Waiting keys are dropped.
   *
   * @return completes, in a later task of the loop, with the number of waiting keys dropped, when
   *     no key is queued or handed out; at once after a {@link #shutdown}, which also ends the
   *     wait. A second call gives the same future
   */
  public Future<Integer> drain() {
    long now = begin("drain");
    if (mode == Mode.OPEN) {
      close(Mode.DRAINING);
      serve(now);
    }
    return drained.future();
  }

  /** How many keys are ready and not handed out. */
  public int size() {
    begin("size");
    return ready.size();
  }

  /** How many keys wait for their delay to pass. */
  public int waiting() {
    begin("waiting");
    return delays.size();
  }

  /** How many keys are handed out. */
  public int processing() {
    begin("processing");
    return running.size();
  }

  /** Checks the thread, lets every key whose time has come be ready, and gives the time. */
  private long begin(String operation) {
    if (!loop.isCurrent()) {
      throw new IllegalStateException(
          "%s called outside the queue's loop; use loop.execute(() -> queue.%s(...))"
              .formatted(operation, operation));
    }
    long now = loop.clock().nanoTime();
    Entry<K> due = delays.pollDue(now);
    if (due != null) {
      for (; due != null; due = delays.pollDue(now)) {
        ready.add(due, due.dueNanos);
        metrics.added();
      }
      serve(now);
    }
    return now;
  }

  private void onDelayPassed() {
    delays.timerFired(begin("a timer"));
  }

  /** The entry of {@code key}; a new one, in no state, if it is absent. */
  private Entry<K> entry(K key) {
    return entries.computeIfAbsent(Objects.requireNonNull(key, "key"), Entry::new);
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
    forgetDelay(entry);
    if (entry.state == State.PROCESSING) {
      entry.state = State.DIRTY;
      dirty++;
    } else {
      ready.add(entry, now);
    }
    metrics.added();
  }

  private void addLater(Entry<K> entry, long due, long now) {
    if (entry.state == State.QUEUED) {
      ready.raised(entry, now);
      return;
    }
    if (entry.state == State.DIRTY || entry.dueNanos <= due) {
      return;
    }
    forgetDelay(entry);
    if (entry.state == State.PROCESSING) {
      entry.dueNanos = due;
    } else {
      delays.add(entry, due, now);
    }
  }

  /** Whether {@code entry} had a delay; it has none now. */
  private boolean forgetDelay(Entry<K> entry) {
    if (entry == null || entry.dueNanos == Entry.NONE) {
      return false;
    }
    if (entry.state == State.WAITING) {
      delays.remove(entry);
    }
    entry.dueNanos = Entry.NONE;
    return true;
  }

  /** A key that was added while it was handed out is done: that add has been counted. */
  private void requeue(Entry<K> entry, long due, long now) {
    if (due > now && mode == Mode.OPEN) {
      delays.add(entry, due, now);
    } else {
      ready.add(entry, now);
    }
  }

  /** A key that was given a delay while it was handed out is done. */
  private void waitUntil(long due, Entry<K> entry, long now) {
    entry.dueNanos = Entry.NONE;
    if (due > now) {
      delays.add(entry, due, now);
    } else {
      ready.add(entry, now);
      metrics.added();
    }
  }

  private K handOut(long now) {
    Entry<K> entry = ready.take(now);
    running.started(entry, now);
    return entry.key;
  }

  /** Gives what is ready to those who wait for it, and ends what the queue's closing ends. */
  private void serve(long now) {
    while (!takers.isEmpty() && ready.hasNext()) {
      takers.hand(handOut(now));
    }
    if (mode == Mode.OPEN) {
      return;
    }
    boolean moreToCome = mode == Mode.DRAINING && dirty > 0;
    if (ready.isEmpty() && !moreToCome) {
      takers.close();
    }
    if (running.size() > 0) {
      return;
    }
    if (mode == Mode.DRAINING && ready.isEmpty()) {
      mode = Mode.SHUT;
      reportDrained();
    }
    if (mode == Mode.SHUT) {
      running.stop();
      metrics.close();
    }
  }

  private void reportDrained() {
    loop.execute(() -> drained.tryComplete(dropped));
  }

  private void close(Mode how) {
    mode = how;
    for (Entry<K> entry = delays.poll(); entry != null; entry = delays.poll()) {
      entries.remove(entry.key);
      dropped++;
    }
    dropped += running.forgetDelays();
    delays.stop();
  }

  private static long due(Duration delay, long now) {
    return now + (delay.compareTo(LONGEST_DELAY) < 0 ? delay : LONGEST_DELAY).toNanos();
  }
}
