package io.skep.server.call;

import io.skep.server.RefusedException;
import io.vertx.grpc.common.GrpcStatus;
import java.util.concurrent.atomic.AtomicInteger;

/** How many streams of changes a server has open, whatever their service. Any thread. */
public final class OpenStreams {
  private final AtomicInteger open = new AtomicInteger();
  private final int most;

  /** None yet, and {@code most} at once. */
  public OpenStreams(int most) {
    this.most = most;
  }

  /**
   * Counts one more.
   *
   * @throws RefusedException if there is no room for it; then it is not counted
   */
  public void enter() {
    if (open.incrementAndGet() > most) {
      open.decrementAndGet();
      throw new RefusedException(
          GrpcStatus.RESOURCE_EXHAUSTED,
          "%d watches are open, which is the limit of this server; end one, or ask another manager"
              .formatted(most));
    }
  }

  /** Counts one less. */
  public void leave() {
    open.decrementAndGet();
  }
}
