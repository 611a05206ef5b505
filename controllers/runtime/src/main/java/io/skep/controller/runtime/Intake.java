package io.skep.controller.runtime;

import io.skep.controller.Priorities;
import io.skep.controller.QueuePolicy;
import io.skep.controller.queue.QuietPeriod;
import io.skep.controller.queue.StartLimiter;
import io.skep.controller.queue.WorkQueue;
import io.skep.store.loop.Clock;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.Optional;

/**
 * The rules by which keys come into a controller's queue and out of it: with which priority, after
 * which pause, and how often. Confined to the controller's loop.
 */
final class Intake {
  private final WorkQueue<String> queue;
  private final QueuePolicy policy;
  private final Optional<StartLimiter<String>> starts;

  Intake(WorkQueue<String> queue, QueuePolicy policy, Clock clock) {
    this.queue = queue;
    this.policy = policy;
    starts = policy.startLimit().map(limit -> limit.limiter(clock));
  }

  /** Puts {@code key} in, for {@code cause}. */
  void add(String key, Cause cause) {
    int priority = priority(cause);
    Optional<QuietPeriod> quiet =
        cause instanceof Cause.Change change ? policy.quiet(change.kind()) : Optional.empty();
    if (quiet.isPresent()) {
      queue.addWhenQuiet(key, quiet.get(), priority);
    } else {
      queue.add(key, priority);
    }
  }

  /** Puts the key of {@code mark} in, which waited for this replica to be elected. */
  void resume(Standby.Mark mark) {
    Priorities classes = policy.priorities();
    queue.add(mark.key(), mark.isRecent() ? classes.change() : classes.background());
  }

  private int priority(Cause cause) {
    if (cause instanceof Cause.Change change) {
      return change.cleanup() ? policy.priorities().cleanup() : policy.priorities().change();
    }
    return policy.priorities().background(); // Nothing has happened to it.
  }

  /** The next key that may start; empty if no more will come. */
  Future<Optional<String>> take() {
    if (starts.isEmpty()) {
      return queue.take();
    }
    Promise<Optional<String>> taken = Promise.promise();
    takeInto(taken);
    return taken.future();
  }

  /** Each key that has to wait is given back, and costs a task of the loop. */
  private void takeInto(Promise<Optional<String>> taken) {
    queue
        .take()
        .onSuccess(
            key -> {
              if (key.isPresent() && isHeldBack(key.get())) {
                takeInto(taken);
              } else {
                taken.complete(key);
              }
            });
  }

  private boolean isHeldBack(String key) {
    Duration wait = starts.orElseThrow().start(key);
    if (wait.isZero()) {
      return false;
    }
    queue.addAfter(key, wait);
    queue.done(key, wait); // What came since it was handed out waits too.
    return true;
  }
}
