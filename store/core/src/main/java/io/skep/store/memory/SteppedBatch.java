package io.skep.store.memory;

import io.skep.store.BatchAbortedException;
import io.skep.store.BatchOptions;
import io.skep.store.BatchResult;
import io.skep.store.BatchResult.Failure;
import io.skep.store.Committed;
import io.skep.store.StoreException;
import io.skep.store.Tx;
import io.skep.store.Version;
import io.skep.store.loop.Loop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * A batch that pulls its steps: one transaction after another, other writers in between. A caller
 * on a loop gets other turns in between as well. Over a log, the next transaction begins when the
 * one before is under way, as long as the log has room.
 *
 * <p>Steps are pulled by one thread at a time: by the writer, and between two transactions by who
 * ended the first. What is settled is guarded by the monitor, as it is told by the log.
 */
final class SteppedBatch {
  /** Steps in one transaction, so that steps without changes cannot hold a loop for ever. */
  private static final int MOST_STEPS = 4_096;

  private final Writer writer;
  private final BatchOptions options;
  private final Iterator<? extends Consumer<? super Tx>> steps;
  private final Loop loop = Loop.current().orElse(null);
  private final Promise<BatchResult> promise = Promise.promise();
  private final Chain chain = new Chain(this::later);

  /**
   * Transactions to be started, by whoever finds none: so that one does not start inside another.
   */
  private final AtomicInteger turns = new AtomicInteger();

  /** Steps that were run, settled or not. */
  private final AtomicInteger ran = new AtomicInteger();

  private boolean begun;
  private boolean stopped;

  // What is settled.
  private final Deque<Segment> underWay = new ArrayDeque<>();
  private final List<Failure> failures = new ArrayList<>();
  private int settled;
  private int transactions;
  private Version version;

  /** No more transactions are started. */
  private boolean ended;

  SteppedBatch(
      Writer writer, BatchOptions options, Iterator<? extends Consumer<? super Tx>> steps) {
    this.writer = writer;
    this.options = options;
    this.steps = steps;
  }

  /** Runs all steps. */
  Future<BatchResult> run() {
    long start = writer.timers().now();
    goOn();
    return promise.future().onComplete(done -> writer.timers().ranBatch(start));
  }

  /** Goes on where the caller is, in a turn of its own. */
  private void later() {
    if (loop == null) {
      goOn();
      return;
    }
    try {
      loop.execute(this::goOn);
    } catch (RejectedExecutionException e) {
      end(e);
    }
  }

  private void goOn() {
    if (turns.getAndIncrement() > 0) {
      return;
    }
    do { // In a loop, not by recursion: a batch may be long.
      startNext();
    } while (turns.decrementAndGet() > 0);
  }

  private void startNext() {
    try {
      if (begun && (stopped || chain.isBroken() || !steps.hasNext())) {
        end(null);
        return;
      }
    } catch (RuntimeException e) {
      end(e);
      return;
    }
    var segment = new Segment();
    synchronized (this) {
      underWay.add(segment);
    }
    Future<Committed<Void>> future =
        writer.writeInBatch(chain, begun, options.origin(), tx -> run(segment, tx));
    begun = true;
    synchronized (this) {
      segment.future = future;
    }
    future.onComplete(done -> settle());
  }

  /** One transaction's worth of steps. */
  private Void run(Segment segment, Transaction transaction) {
    var limits = new BatchLimits(transaction.draft());
    for (int i = 0; i < MOST_STEPS && !stopped && steps.hasNext(); i++) {
      Consumer<? super Tx> step = steps.next();
      try {
        transaction.atomically(step);
      } catch (RuntimeException e) {
        segment.failed.add(new Failure(ran.get(), e));
        stopped = options.stopAtFailure();
      }
      ran.incrementAndGet();
      if (limits.isFull()) {
        break;
      }
    }
    segment.end = ran.get();
    segment.changed = transaction.draft().size() > 0;
    return null;
  }

  /** No transaction follows; {@code cause} is why, or null if the steps have come to their end. */
  private void end(Throwable cause) {
    synchronized (this) {
      ended = true;
    }
    if (cause != null) {
      promise.tryFail(cause);
    }
    settle();
  }

  /** Takes note of what was decided, in the order of the steps. */
  private void settle() {
    Throwable failure = null;
    boolean done;
    BatchResult result;
    synchronized (this) {
      while (failure == null && !underWay.isEmpty() && underWay.peek().isDecided()) {
        Segment first = underWay.remove();
        failure = first.future.cause();
        if (failure == null) {
          note(first);
        }
      }
      done = ended && underWay.isEmpty();
      result = result();
    }
    if (failure != null) {
      promise.tryFail(
          failure instanceof StoreException cause
              ? new BatchAbortedException(result, cause)
              : failure);
    } else if (done) {
      promise.tryComplete(result);
    }
  }

  private void note(Segment segment) {
    settled = segment.end;
    failures.addAll(segment.failed);
    if (segment.changed) {
      transactions++;
      version = segment.future.result().version();
    }
  }

  private BatchResult result() {
    return new BatchResult(
        ran.get(), settled, failures, transactions, Optional.ofNullable(version));
  }

  /** The steps of one transaction. */
  private static final class Segment {
    private final List<Failure> failed = new ArrayList<>();
    private int end;
    private boolean changed;
    private Future<Committed<Void>> future;

    boolean isDecided() {
      return future != null && future.isComplete();
    }
  }
}
