package io.skep.store.memory;

import io.skep.store.BaseLostException;
import io.skep.store.Committed;
import io.skep.store.Origin;
import io.skep.store.StoreException;
import io.skep.store.Version;
import io.skep.store.loop.Loop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One transaction, from its body to its result. */
final class Write<R> implements Turn, Committer.Decision {
  private static final Logger LOG = LoggerFactory.getLogger(Write.class);

  private final Writer writer;

  /** What it is a part of, or null. */
  private final Chain chain;

  private final Origin origin;
  private final Function<? super Transaction, ? extends R> body;
  private final Loop loop = Loop.current().orElse(null);

  /** Without a Vert.x context, so that it is completed where this class says. */
  private final Promise<Committed<R>> promise = Promise.promise();

  private R value;
  private Version version;

  /** What the body threw, or null. */
  private Throwable failure;

  /** When it was asked for. */
  private final long start;

  Write(
      Writer writer, Chain chain, Origin origin, Function<? super Transaction, ? extends R> body) {
    this.writer = writer;
    this.chain = chain;
    this.origin = origin;
    this.body = body;
    this.start = writer.timers().start();
  }

  Future<Committed<R>> future() {
    return promise.future();
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
      writer.queue().release(() -> complete(failure));
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
    complete(failure);
  }

  @Override
  public void failed(StoreException cause) {
    complete(cause);
  }

  @Override
  public void loopGone(RuntimeException cause) {
    dropped();
    writer.queue().release(() -> settle(cause));
    if (chain != null) {
      chain.hadItsTurn();
    }
  }

  /** Hands the result over, where the caller is. */
  private void complete(Throwable cause) {
    writer.timers().wrote(start);
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
        promise.complete(new Committed<>(value, version));
      } else {
        promise.fail(cause);
      }
    } catch (RuntimeException e) {
      // Not the failure of who happens to run this.
      LOG.error("a listener failed when it was told what became of transaction {}", version, e);
    }
  }
}
