package io.skep.manager.daemon;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for futures, on threads that may: those that start and stop the process. */
final class Waiting {
  private static final Duration FOREVER = Duration.ofMillis(Long.MAX_VALUE);

  private Waiting() {}

  /**
   * What {@code future} is completed with, whenever that is.
   *
   * @throws DaemonException if it fails
   */
  static <T> T await(Future<T> future, String what) {
    return await(future, FOREVER, what);
  }

  /**
   * What {@code future} is completed with.
   *
   * @throws DaemonException if it fails or takes longer than {@code limit}
   */
  static <T> T await(Future<T> future, Duration limit, String what) {
    try {
      return future
          .toCompletionStage()
          .toCompletableFuture()
          .get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new DaemonException("%s failed: %s".formatted(what, e.getCause()), e.getCause());
    } catch (TimeoutException e) {
      throw new DaemonException("%s took longer than %s".formatted(what, limit), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DaemonException("%s was interrupted".formatted(what), e);
    }
  }
}
