package io.skep.store.loop;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a call from one loop gets back from another: a future that is completed on the loop that
 * asked, by whatever thread knows the answer. For a caller without a loop it is completed by that
 * thread itself. Never inside the call that gives the answer, if the caller has a loop. If that
 * loop is gone, the thread that knows the answer tells it all the same. A listener that fails is
 * logged, and is nothing to whoever gives the answer. Any thread.
 *
 * @param <R> the answer
 */
public final class Answer<R> {
  private static final Logger LOG = LoggerFactory.getLogger(Answer.class);

  private final Optional<Loop> asker;
  private final Promise<R> promise = Promise.promise();

  private Answer(Optional<Loop> asker) {
    this.asker = asker;
  }

  /** An answer to the calling code. */
  public static <R> Answer<R> toCaller() {
    return new Answer<>(Loop.current());
  }

  /** What {@code future} gives, as an answer to the calling code. */
  public static <R> Future<R> of(Future<R> future) {
    Answer<R> answer = toCaller();
    future.onComplete(answer::give);
    return answer.future();
  }

  /** What the asker holds. */
  public Future<R> future() {
    return promise.future();
  }

  /** Succeeds; later answers are ignored. */
  public void complete(R result) {
    give(Future.succeededFuture(result));
  }

  /** Fails; later answers are ignored. */
  public void fail(Throwable cause) {
    give(Future.failedFuture(cause));
  }

  private void give(AsyncResult<R> result) {
    if (asker.isEmpty()) {
      settle(result);
      return;
    }
    try {
      asker.get().execute(() -> settle(result));
    } catch (RejectedExecutionException e) {
      settle(result); // Its loop is gone; better here than never.
    }
  }

  private void settle(AsyncResult<R> result) {
    try {
      if (result.succeeded()) {
        promise.tryComplete(result.result());
      } else {
        promise.tryFail(result.cause());
      }
    } catch (RuntimeException e) {
      LOG.error("a listener failed when it was told an answer", e);
    }
  }
}
