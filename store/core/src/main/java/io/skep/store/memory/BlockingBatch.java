package io.skep.store.memory;

import io.skep.store.Batch;
import io.skep.store.BatchAbortedException;
import io.skep.store.BatchResult;
import io.skep.store.BatchResult.Failure;
import io.skep.store.Origin;
import io.skep.store.StoreException;
import io.skep.store.Tx;
import io.skep.store.Version;
import io.skep.store.loop.Loop;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/**
 * A batch that is handed its steps by a thread that may wait. It is the writer from the first step
 * of a transaction until that is full. One thread.
 */
final class BlockingBatch implements Batch {
  private final Writer writer;
  private final Origin origin;
  private final List<Failure> failures = new ArrayList<>();
  private Transaction open;
  private BatchLimits limits;
  private boolean inStep;
  private boolean over;
  private int steps;
  private int settled;
  private int transactions;
  private Version version;
  private BatchAbortedException aborted;

  BlockingBatch(Writer writer, Origin origin) {
    this.writer = writer;
    this.origin = origin;
  }

  BatchResult run(Consumer<? super Batch> body) {
    long start = writer.timers().now();
    try {
      return stepsOf(body);
    } finally {
      writer.timers().ranBatch(start);
    }
  }

  private BatchResult stepsOf(Consumer<? super Batch> body) {
    boolean done = false;
    try {
      body.accept(this);
      done = true;
    } finally {
      over = true;
      if (!done) {
        drop();
      }
    }
    flush();
    if (aborted != null) {
      throw aborted;
    }
    return result();
  }

  @Override
  public void update(Consumer<? super Tx> step) {
    if (over || inStep) {
      throw new IllegalStateException(
          inStep
              ? "a step called its own batch; make the changes in the step's transaction"
              : "this batch is over: use it only inside the body that it was handed to");
    }
    if (aborted != null) {
      throw aborted;
    }
    open();
    inStep = true;
    try {
      open.atomically(step);
    } catch (RuntimeException e) {
      failures.add(new Failure(steps, e));
      confirmBase();
      throw e;
    } finally {
      inStep = false;
      steps++;
    }
    if (limits.isFull()) {
      flush();
      if (aborted != null) {
        throw aborted;
      }
    }
  }

  private void open() {
    if (open != null) {
      return;
    }
    var mine = new Mine();
    try {
      if (steps == 0) {
        writer.queue().enter(mine, writer.timers().now());
      } else {
        writer.queue().enterAgain(mine, writer.timers().now());
      }
      mine.await();
      begin();
    } catch (StoreException e) {
      throw abort(e);
    }
  }

  private void begin() {
    try {
      open = writer.committer().begin();
      limits = new BatchLimits(open.draft());
      writer.queue().enterBody();
    } finally {
      if (open == null) {
        writer.queue().release(released -> {});
      }
    }
  }

  /** Waits until what a step has read is committed: it learns of nothing else, errors included. */
  private void confirmBase() {
    var fate = new Fate();
    try {
      fate.await(writer.committer().confirm(open, fate));
    } catch (StoreException lost) {
      drop();
      throw abort(lost);
    }
  }

  private void flush() {
    if (open == null) {
      return;
    }
    Transaction transaction = close();
    var fate = new Fate();
    try {
      fate.await(handOver(transaction, fate));
    } catch (StoreException e) {
      abort(e);
      return;
    }
    settled = steps;
    if (transaction.hasEffect()) {
      transactions++;
      version = transaction.made();
    }
  }

  /** Lets others write as soon as they may; whether the transaction is decided already. */
  private boolean handOver(Transaction transaction, Fate fate) {
    boolean decided = true;
    try {
      decided =
          transaction.hasEffect()
              ? writer.committer().commit(Prepared.of(transaction, origin), fate)
              : writer.committer().confirm(transaction, fate);
      return decided;
    } finally {
      if (decided) {
        writer.queue().release(released -> {});
      } else {
        writer.releaseWhenRoom();
      }
    }
  }

  private void drop() {
    if (open != null) {
      close();
      writer.queue().release(released -> {});
    }
  }

  private Transaction close() {
    Transaction transaction = open;
    open = null;
    writer.queue().leaveBody();
    transaction.end();
    writer.committer().ended(transaction);
    return transaction;
  }

  private BatchAbortedException abort(StoreException cause) {
    aborted = new BatchAbortedException(result(), cause);
    return aborted;
  }

  private BatchResult result() {
    return new BatchResult(steps, settled, failures, transactions, Optional.ofNullable(version));
  }

  /** A wait that an interrupt does not end, as the store would stay taken; it is kept for later. */
  private static final class Wait {
    private final CountDownLatch over = new CountDownLatch(1);

    void end() {
      over.countDown();
    }

    void await() {
      boolean interrupted = false;
      while (over.getCount() > 0) {
        try {
          over.await();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** A turn that hands the store to the waiting thread. */
  private static final class Mine implements Turn {
    private final Wait turn = new Wait();

    void await() {
      turn.await();
    }

    @Override
    public Loop loop() {
      return null;
    }

    @Override
    public void run() {
      turn.end();
    }

    @Override
    public void loopGone(RuntimeException cause) {
      throw new IllegalStateException("this turn has no loop", cause);
    }
  }

  /** Wakes the waiting thread. */
  private static final class Fate implements Committer.Decision {
    private final Wait told = new Wait();
    private StoreException failure;

    /** Returns when the decision is known. */
    void await(boolean decided) {
      if (decided) {
        return;
      }
      told.await();
      if (failure != null) {
        throw failure;
      }
    }

    @Override
    public void dropped() {}

    @Override
    public void committed() {
      told.end();
    }

    @Override
    public void failed(StoreException cause) {
      failure = cause;
      told.end();
    }
  }
}
