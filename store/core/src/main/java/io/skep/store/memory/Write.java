package io.skep.store.memory;

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

  private final WriteQueue queue;
  private final Committer committer;
  private final Origin origin;
  private final Function<? super Transaction, ? extends R> body;
  private final Loop loop = Loop.current().orElse(null);

  /** Without a Vert.x context, so that it is completed where this class says. */
  private final Promise<Committed<R>> promise = Promise.promise();

  private R value;
  private Version version;

  Write(
      WriteQueue queue,
      Committer committer,
      Origin origin,
      Function<? super Transaction, ? extends R> body) {
    this.queue = queue;
    this.committer = committer;
    this.origin = origin;
    this.body = body;
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
    Prepared prepared;
    try {
      prepared = runBody();
    } catch (
        Throwable t) { // Also an assertion that failed in the body: the caller must hear of it.
      queue.release(() -> complete(t));
      return;
    }
    if (prepared == null) {
      committed();
    } else {
      committer.commit(prepared, this);
    }
  }

  /** What is to be committed; null if there is no change. */
  private Prepared runBody() {
    Transaction transaction = committer.begin();
    queue.enterBody();
    try {
      value = body.apply(transaction);
    } finally {
      queue.leaveBody();
      transaction.end();
      committer.ended(transaction);
    }
    if (!transaction.hasEffect()) {
      version = transaction.version();
      return null;
    }
    version = transaction.made();
    return Prepared.of(transaction, origin);
  }

  @Override
  public void committed() {
    queue.release(() -> complete(null));
  }

  @Override
  public void failed(StoreException cause) {
    queue.release(() -> complete(cause));
  }

  @Override
  public void loopGone(RuntimeException cause) {
    queue.release(() -> settle(cause));
  }

  /** Hands the result over, where the caller is. */
  private void complete(Throwable failure) {
    if (loop == null || loop.isCurrent()) {
      settle(failure);
      return;
    }
    try {
      loop.execute(() -> settle(failure));
    } catch (RejectedExecutionException e) {
      settle(failure); // Its loop is gone; better here than never.
    }
  }

  private void settle(Throwable failure) {
    try {
      if (failure == null) {
        promise.complete(new Committed<>(value, version));
      } else {
        promise.fail(failure);
      }
    } catch (RuntimeException e) {
      // Not the failure of who happens to run this.
      LOG.error("a listener failed when it was told what became of transaction {}", version, e);
    }
  }
}
