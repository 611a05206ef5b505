package io.skep.controller.lease;

import io.skep.store.loop.Answer;
import io.skep.store.loop.Loop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Follows the leadership of a log for one listener. Everything happens on its loop. */
final class LogElection implements Election {
  private static final Logger LOG = LoggerFactory.getLogger(LogElection.class);

  private final LogLeadership leadership;
  private final Loop loop;
  private final LeaderListener listener;
  private final Promise<Void> stopped = Promise.promise();

  // Confined to the loop.
  private boolean started;
  private boolean stopping;
  private int pauses;

  /** Null while it does not lead, as far as the listener knows. */
  private Term term;

  LogElection(LogLeadership leadership, Loop loop, LeaderListener listener) {
    this.leadership = leadership;
    this.loop = loop;
    this.listener = new GuardedListener(listener, leadership.lease());
  }

  @Override
  public void start() {
    loop.execute(
        () -> {
          started = true;
          lookNow();
        });
  }

  /** The log may have another leader. */
  void look() {
    loop.execute(this::lookNow);
  }

  private void lookNow() {
    if (!started || stopping) {
      return;
    }
    if (term != null && !term.isHeld()) {
      Term over = term;
      term = null;
      LOG.info("does not lead any more: {}", over);
      listener.lost(over, "the log has another leader, or none");
    }
    if (term == null && pauses == 0) {
      term = leadership.term();
      if (term != null) {
        LOG.info("leads: {}", term);
        listener.elected(term);
      }
    }
  }

  /** Ends what is done as the leader, and does not begin again until {@link #resume}. */
  Future<Void> pause(Duration limit) {
    Promise<Void> paused = Promise.promise();
    loop.execute(
        () -> {
          pauses++;
          Loop.Timer overdue = loop.after(limit, paused::tryComplete);
          paused.future().onComplete(done -> overdue.cancel());
          endTerm("the leadership is handed over").onComplete(done -> paused.tryComplete());
        });
    return paused.future();
  }

  void resume() {
    loop.execute(
        () -> {
          pauses--;
          lookNow();
        });
  }

  /** The term is held until what was done in it has ended. */
  private Future<Void> endTerm(String reason) {
    Term ending = term;
    term = null;
    return ending == null
        ? Future.succeededFuture()
        : listener.lost(ending, reason).onComplete(done -> ending.end(reason));
  }

  @Override
  public Future<Void> stop() {
    loop.execute(
        () -> {
          if (!stopping) {
            stopping = true;
            endTerm("the election was stopped").onComplete(done -> loop.execute(this::finish));
          }
        });
    return Answer.of(stopped.future());
  }

  @Override
  public Future<Void> abandon() {
    loop.execute(
        () -> {
          stopping = true;
          if (term != null) {
            term.end("the election was abandoned");
          }
          finish();
        });
    return Answer.of(stopped.future());
  }

  private void finish() {
    leadership.forget(this);
    if (stopped.tryComplete()) {
      listener.stopped();
    }
  }
}
