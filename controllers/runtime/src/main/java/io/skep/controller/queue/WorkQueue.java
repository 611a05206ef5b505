package io.skep.controller.queue;

import io.micrometer.core.instrument.MeterRegistry;
import io.skep.store.loop.Loop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.List;
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

  private final Loop loop;
  private final QueueMetrics metrics;
  private final KeyTable<K> keys;
  private final Takers<K> takers;
  private final Promise<Integer> drained = Promise.promise();
  private Mode mode = Mode.OPEN;
  private int dropped;

  /** A time that has been. */
  private long lastNanos;

  private WorkQueue(Loop loop, QueueMetrics metrics, QueueOptions<K> options) {
    this.loop = loop;
    this.metrics = metrics;
    this.keys = new KeyTable<>(loop, metrics, options, this::onDelayPassed);
    this.takers = new Takers<>(loop);
  }

  /** A queue of one flow on {@code loop} that is measured by nobody. */
  public static <K> WorkQueue<K> on(Loop loop) {
    return on(loop, QueueOptions.standard());
  }

  /** A queue on {@code loop} that is measured by nobody. */
  public static <K> WorkQueue<K> on(Loop loop, QueueOptions<K> options) {
    return new WorkQueue<>(loop, QueueMetrics.NONE, options);
  }

  /**
   * A queue on {@code loop} that keeps its metrics, {@code skep.queue.*} tagged with {@code queue =
   * name}, in {@code registry}.
   *
   * @param name unique among the open queues of the registry
   */
  public static <K> WorkQueue<K> on(
      Loop loop, String name, MeterRegistry registry, QueueOptions<K> options) {
    return new WorkQueue<>(loop, new QueueMeters(registry, name), options);
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
      keys.add(key, priority, now);
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
      keys.addAfter(key, delay, now);
      serve(now);
    }
  }

  /**
   * {@link #addAfter(Object, Duration)} with {@code priority} or that which the key has, whichever
   * is greater.
   */
  public void addAfter(K key, Duration delay, int priority) {
    long now = begin("addAfter");
    if (mode == Mode.OPEN) {
      keys.addAfter(key, delay, priority, now);
      serve(now);
    }
  }

  /**
   * Gives {@code key}, which is handed out, another priority, be it lower, for what it is owed
   * after it is done. Adds since it was handed out keep theirs.
   *
   * @throws IllegalStateException if the key is not handed out
   */
  public void prioritize(K key, int priority) {
    begin("prioritize");
    keys.prioritize(key, priority);
  }

  /**
   * Owes {@code key} a hand-out once no such add of it has come for {@link QuietPeriod#pause}, but
   * no later than {@link QuietPeriod#bound} after the first; so many adds in a row cost one
   * hand-out. Ends no delay that the key has, and a delay or a plain add that makes it ready before
   * covers these adds too. A key that is owed a hand-out already waits for nothing. With {@code
   * priority} or that which the key has, whichever is greater.
   */
  public void addWhenQuiet(K key, QuietPeriod quiet, int priority) {
    long now = begin("addWhenQuiet");
    if (mode == Mode.OPEN) {
      keys.addWhenQuiet(key, quiet, priority, now);
    }
  }

  /**
   * Gives {@code key}, if it has a delay or waits for quiet, another delay, even if that is later.
   *
   * @return whether it had one
   */
  public boolean postpone(K key, Duration delay) {
    long now = begin("postpone");
    boolean had = keys.postpone(key, delay, now);
    serve(now);
    return had;
  }

  /**
   * Takes the delay of {@code key} away, and any wait for quiet: if it waited it is absent now.
   *
   * @return whether it had one
   */
  public boolean cancel(K key) {
    begin("cancel");
    return keys.cancel(key);
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
    long now = beginSometime("poll");
    if (!keys.hasNext()) {
      return Optional.empty();
    }
    K key = keys.take(now);
    serve(now);
    return Optional.of(key);
  }

  /**
   * Forgets that {@code key} was added since it was handed out: what it was added for is part of
   * what its holder is only now beginning to look at.
   *
   * @throws IllegalStateException if it is not handed out
   */
  public void absorb(K key) {
    begin("absorb");
    keys.absorb(key);
  }

  /**
   * Gives {@code key} back. It is queued again if it was added since it was handed out, and else
   * waits if it was given a delay.
   *
   * @throws IllegalStateException if the key is not handed out
   */
  public void done(K key) {
    done(key, null);
  }

  /**
   * {@link #done(Object)}, and if the key was added since it was handed out, the further hand-out
   * that it is owed comes only after {@code pause}, or when it is added once more.
   *
   * @throws IllegalStateException if the key is not handed out
   */
  public void done(K key, Duration pause) {
    long now = pause == null ? beginSometime("done") : begin("done");
    keys.done(key, pause, now);
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
    keys.stop();
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

  /** Where {@code key} is; empty if it is absent. */
  public Optional<QueuedKey> find(K key) {
    begin("find");
    return keys.find(key);
  }

  /**
   * Some of the keys, for people to look at. Costs a step for each.
   *
   * @param each how many at most of those that are handed out, of those that are ready and of those
   *     that wait
   * @return these in turn: those handed out, the longest first; those ready, of the highest class
   *     first and the oldest of it; those that wait, the earliest first
   */
  public List<K> sample(int each) {
    begin("sample");
    return keys.sample(each);
  }

  /** How many keys are ready and not handed out. */
  public int size() {
    begin("size");
    return keys.ready();
  }

  /** How many keys wait for their delay to pass. */
  public int waiting() {
    begin("waiting");
    return keys.waiting();
  }

  /** How many keys are handed out. */
  public int processing() {
    begin("processing");
    return keys.handedOut();
  }

  /**
   * {@link #begin} for what needs no time as long as nobody measures and no key has had a delay.
   */
  private long beginSometime(String operation) {
    if (keys.isTimeless()) {
      checkLoop(operation);
      return lastNanos;
    }
    return begin(operation);
  }

  private void checkLoop(String operation) {
    if (!loop.isCurrent()) {
      throw new IllegalStateException(
          "%s called outside the queue's loop; use loop.execute(() -> queue.%s(...))"
              .formatted(operation, operation));
    }
  }

  /** Checks the thread, lets every key whose time has come be ready, and gives the time. */
  private long begin(String operation) {
    checkLoop(operation);
    long now = loop.clock().nanoTime();
    lastNanos = now;
    if (keys.release(now)) {
      serve(now);
    }
    return now;
  }

  private void onDelayPassed() {
    keys.timerFired(begin("a timer"));
  }

  /** Gives what is ready to those who wait for it, and ends what the queue's closing ends. */
  private void serve(long now) {
    while (!takers.isEmpty() && keys.hasNext()) {
      takers.hand(keys.take(now));
    }
    if (mode == Mode.OPEN) {
      return;
    }
    boolean moreToCome = mode == Mode.DRAINING && keys.dirty() > 0;
    if (keys.ready() == 0 && !moreToCome) {
      takers.close();
    }
    if (keys.handedOut() > 0) {
      return;
    }
    if (mode == Mode.DRAINING && keys.ready() == 0) {
      mode = Mode.SHUT;
      reportDrained();
    }
    if (mode == Mode.SHUT) {
      keys.stop();
      metrics.close();
    }
  }

  private void reportDrained() {
    loop.execute(() -> drained.tryComplete(dropped));
  }

  private void close(Mode how) {
    mode = how;
    dropped += keys.dropDelays();
  }
}
