package io.skep.controller;

import io.skep.store.loop.Loop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;

/**
 * A {@link Reconciler} that may block: its runs take a thread each, of an executor that whoever
 * adds it brings along.
 *
 * <pre>{@code
 * Executor threads = Executors.newVirtualThreadPerTaskExecutor();  // JDK 21 and later
 * manager.add("dns", new DnsRecords().on(threads), ControllerOptions.DEFAULT.withInFlight(64));
 * }</pre>
 *
 * <p>Before JDK 21 use a pool with as many threads as there are {@linkplain
 * ControllerOptions#inFlight runs at once}, or Vert.x's workers: {@code task ->
 * vertx.executeBlocking(() -> { task.run(); return null; }, false)}. A key is never in two runs at
 * once, whatever the threads: that is the queue's doing. What the methods of a {@link Run} return
 * may be waited for with {@link #await}.
 *
 * @param <T> the objects; {@link Void} for a controller of one single key
 */
public interface BlockingReconciler<T> {
  /** See {@link Reconciler#declare}. On the controller's loop: must not block. */
  void declare(Sources<T> on);

  /**
   * Looks at one key, on a thread of its own.
   *
   * @return what to do with the key next; an exception is {@link Result.Failed}
   */
  Result reconcile(Run<T> run) throws Exception;

  /** See {@link Reconciler#onFailure}. On a thread of its own. */
  default Result onFailure(Run<T> run, Result.Failure failure) throws Exception {
    return failure;
  }

  /**
   * This, as a reconciler whose runs block {@code threads}. A run that the executor refuses has
   * failed.
   */
  default Reconciler<T> on(Executor threads) {
    Objects.requireNonNull(threads, "threads");
    BlockingReconciler<T> blocking = this;
    return new Reconciler<>() {
      @Override
      public void declare(Sources<T> on) {
        blocking.declare(on);
      }

      @Override
      public Future<Result> reconcile(Run<T> run) {
        return call(threads, () -> blocking.reconcile(run));
      }

      @Override
      public Future<Result> onFailure(Run<T> run, Result.Failure failure) {
        return call(threads, () -> blocking.onFailure(run, failure));
      }
    };
  }

  /**
   * Waits for {@code future}, for as long as it takes; what a run waits for ends with its deadline.
   *
   * @return its result
   * @throws IllegalStateException on a loop, which must not block, and whose futures would never
   *     complete
   */
  static <R> R await(Future<R> future) {
    if (!future.isComplete() && Loop.current().isPresent()) {
      throw new IllegalStateException(
          "await was called on an event loop, which must not block; call it in a BlockingReconciler");
    }
    try {
      return future.toCompletionStage().toCompletableFuture().join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  private static Future<Result> call(Executor threads, Callable<Result> code) {
    Promise<Result> told = Promise.promise();
    threads.execute(
        () -> {
          try {
            told.complete(code.call());
          } catch (Throwable e) { // Whatever it is, the key has to be given back.
            told.fail(e);
          }
        });
    return told.future();
  }
}
