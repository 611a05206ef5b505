package io.skep.store.memory;

import io.skep.store.BaseLostException;
import io.skep.store.Origin;
import io.skep.store.StoreException;
import io.skep.store.Version;
import io.skep.store.loop.Loop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One transaction, from its body to its result.
 *
 * @param <R> what the body returns
 * @param <T> what the caller is told
 */
final class Write<R, T> implements Turn, Committer.Decision {
  private static final Logger LOG = LoggerFactory.getLogger(Write.class);

  private final Writer writer;

  /** What it is a part of, or null. */
  private final Chain chain;

  private final Origin origin;
  private final Function<? super Transaction, ? extends R> body;

  /** What the caller is told of what the body returned and the version that was made. */
  private final BiFunction<R, Version, T> told;

  private final Loop loop = Loop.current().orElse(null);

  /** Without a Vert.x context, so that it is completed where this class says. */
  private final Promise<T> promise = Promise.promise();

  private R value;
  private Version version;

  /** What the body threw, or null. */
  private Throwable failure;

  private final long start;

  Write(
      Writer writer,
      Chain chain,
      Origin origin,
      Function<? super Transaction, ? extends R> body,
      BiFunction<R, Version, T> told) {
    this.writer = writer;
    this.chain = chain;
    this.origin = origin;
    this.body = body;
    this.told = told;
    this.start = writer.timers().now();
  }

  Future<T> future() {
    return promise.future();
  }

  /** When it was asked for, by the timers. */
  long start() {
    return start;
  }

  @Override
  public Loop loop() {
    return loop;
  }

  @Override
  public void run() {
    boolean decided;
    try {
      decided = isDecided(writer.committer().begin());
    } catch (Throwable t) {
      failure = t;
      decided = true;
    }
    if (failure != null) {
      dropped();
    }
    if (decided) {
      writer.queue().release(released -> complete(failure, released));
    } else {
      writer.releaseWhenRoom();
    }
    if (chain != null) {
      chain.hadItsTurn();
    }
  }

  /** Runs the body and hands the transaction over; whether its result is final. */
  private boolean isDecided(Transaction transaction) {
    if (chain != null && chain.isBroken()) { // Else it would go on where one before it is missing.
      Version base = transaction.version();
      throw new BaseLostException(transaction.made(), base);
    }
    writer.queue().enterBody();
    try {
      value = body.apply(transaction);
    } catch (
        Throwable t) { // Also an assertion that failed in the body: the caller must hear of it.
      failure = t;
    } finally {
      writer.queue().leaveBody();
      transaction.end();
      writer.committer().ended(transaction);
    }
    if (failure == null && transaction.hasEffect()) {
      version = transaction.made();
      return writer.committer().commit(Prepared.of(transaction, origin), this);
    }
    version = transaction.version();
    return writer.committer().confirm(transaction, this);
  }

  @Override
  public void dropped() {
    if (chain != null) {
      chain.breakOff();
    }
  }

  @Override
  public void committed() {
    complete(failure, writer.timers().now());
  }

  @Override
  public void failed(StoreException cause) {
    complete(cause, writer.timers().now());
  }

  @Override
  public void loopGone(RuntimeException cause) {
    dropped();
    writer.queue().release(released -> settle(cause));
    if (chain != null) {
      chain.hadItsTurn();
    }
  }

  /** Hands over the result, which was decided at {@code now}, where the caller is. */
  private void complete(Throwable cause, long now) {
    writer.timers().wrote(start, now);
    if (loop == null || loop.isCurrent()) {
      settle(cause);
      return;
    }
    try {
      loop.execute(() -> settle(cause));
    } catch (RejectedExecutionException e) {
      settle(cause); // Its loop is gone; better here than never.
    }
  }

  private void settle(Throwable cause) {
    try {
      if (cause == null) {
        promise.complete(told.apply(value, version));
      } else {
        promise.fail(cause);
      }
    } catch (RuntimeException e) {
      // Not the failure of who happens to run this.
      LOG.error("a listener failed when it was told what became of transaction {}", version, e);
    }
  }
}
