package io.skep.store.loop;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Optional;

/**
 * What a call from one loop gets back from another: a future that is completed on the loop that
 * asked, by whatever thread knows the answer. For a caller without a loop it is completed by that
 * thread itself. Never inside the call that gives the answer, if the caller has a loop. Any thread.
 *
 * @param <R> the answer
 */
public final class Answer<R> {
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
    if (asker.isPresent()) {
      asker.get().execute(() -> settle(result));
    } else {
      settle(result);
    }
  }

  private void settle(AsyncResult<R> result) {
    if (result.succeeded()) {
      promise.tryComplete(result.result());
    } else {
      promise.tryFail(result.cause());
    }
  }
}
