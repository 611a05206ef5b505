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
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A batch that pulls its steps: one transaction after another, other writers in between. A caller
 * on a loop gets other turns in between as well. One thread at a time.
 */
final class SteppedBatch {
  /** Steps in one transaction, so that steps without changes cannot hold a loop for ever. */
  private static final int MOST_STEPS = 4_096;

  private final Writer writer;
  private final BatchOptions options;
  private final Iterator<? extends Consumer<? super Tx>> steps;
  private final Loop loop = Loop.current().orElse(null);
  private final Promise<BatchResult> promise = Promise.promise();

  /** Steps that were run, settled or not. */
  private int ran;

  // What is settled.
  private final List<Failure> failures = new ArrayList<>();
  private int settled;
  private int transactions;
  private Version version;

  SteppedBatch(
      Writer writer, BatchOptions options, Iterator<? extends Consumer<? super Tx>> steps) {
    this.writer = writer;
    this.options = options;
    this.steps = steps;
  }

  /** Runs all steps. */
  Future<BatchResult> run() {
    long start = writer.timers().start();
    goOn(writer.write(options.origin(), this::runSegment));
    return promise.future().onComplete(done -> writer.timers().ranBatch(start));
  }

  /** One transaction's worth of steps. */
  private Segment runSegment(Transaction transaction) {
    var limits = new BatchLimits(transaction.draft());
    var failed = new ArrayList<Failure>();
    boolean stop = false;
    while (!stop && ran - settled < MOST_STEPS && steps.hasNext()) {
      Consumer<? super Tx> step = steps.next();
      try {
        transaction.atomically(step);
      } catch (RuntimeException e) {
        failed.add(new Failure(ran, e));
        stop = options.stopAtFailure();
      }
      ran++;
      if (limits.isFull()) {
        break;
      }
    }
    return new Segment(failed, stop, transaction.draft().size() > 0);
  }

  private void goOn(Future<Committed<Segment>> first) {
    Future<Committed<Segment>> segment = first;
    while (segment.isComplete()) {
      if (!settle(segment)) {
        return;
      }
      if (loop != null) {
        loop.execute(() -> goOn(next()));
        return;
      }
      segment = next(); // In a loop, not by recursion: a batch may be long.
    }
    segment.onComplete(done -> goOn(segmentOf(done)));
  }

  private static Future<Committed<Segment>> segmentOf(AsyncResult<Committed<Segment>> done) {
    return done.succeeded()
        ? Future.succeededFuture(done.result())
        : Future.failedFuture(done.cause());
  }

  private Future<Committed<Segment>> next() {
    return writer.writeOn(options.origin(), this::runSegment);
  }

  /** Takes note of a transaction that was decided; whether another one is to follow. */
  private boolean settle(Future<Committed<Segment>> done) {
    if (done.failed()) {
      promise.fail(
          done.cause() instanceof StoreException cause
              ? new BatchAbortedException(result(), cause)
              : done.cause());
      return false;
    }
    Segment segment = done.result().value();
    settled = ran;
    failures.addAll(segment.failed);
    if (segment.changed) {
      transactions++;
      version = done.result().version();
    }
    try {
      if (!segment.stop && steps.hasNext()) {
        return true;
      }
    } catch (RuntimeException e) {
      promise.fail(e);
      return false;
    }
    promise.complete(result());
    return false;
  }

  private BatchResult result() {
    return new BatchResult(ran, settled, failures, transactions, Optional.ofNullable(version));
  }

  /** What became of the steps of one transaction, if it is committed. */
  private record Segment(List<Failure> failed, boolean stop, boolean changed) {}
}
