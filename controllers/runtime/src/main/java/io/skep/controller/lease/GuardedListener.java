package io.skep.controller.lease;

import io.vertx.core.Future;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A listener of which nothing that it throws reaches the election. What it does not end, as it
 * threw or gave no future, has ended.
 *
 * @param listener who is told
 * @param lease what the election is about, for messages
 */
record GuardedListener(LeaderListener listener, String lease) implements LeaderListener {
  private static final Logger LOG = LoggerFactory.getLogger(GuardedListener.class);

  GuardedListener {
    Objects.requireNonNull(listener, "listener");
  }

  @Override
  public void elected(Term term) {
    tell(() -> listener.elected(term));
  }

  @Override
  public Future<Void> lost(Term term, String reason) {
    try {
      Future<Void> ended = listener.lost(term, reason);
      return ended == null ? Future.succeededFuture() : ended;
    } catch (RuntimeException e) {
      threw(e);
      return Future.succeededFuture();
    }
  }

  @Override
  public void observed(String holder) {
    tell(() -> listener.observed(holder));
  }

  @Override
  public void stopped() {
    tell(listener::stopped);
  }

  private void tell(Runnable call) {
    try {
      call.run();
    } catch (RuntimeException e) {
      threw(e);
    }
  }

  private void threw(RuntimeException e) {
    LOG.error("a listener of lease \"{}\" threw", lease, e);
  }
}
