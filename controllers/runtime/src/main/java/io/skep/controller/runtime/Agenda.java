package io.skep.controller.runtime;

import io.skep.controller.QueuePolicy;
import io.skep.controller.Result;
import io.skep.controller.queue.QueuedKey;
import io.skep.controller.queue.WorkQueue;
import io.skep.store.loop.Clock;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The keys of one controller: which are owed a run, why, and how often each has failed in a row.
 * Every key that is taken is given back once, by {@link #settle}, {@link #drop} or {@link
 * #putBack}. Confined to the controller's loop.
 */
final class Agenda {
  /**
   * A key that failed while something newer came in is looked at again this long after its last
   * start: sooner than it would be otherwise, if at all, but a reconciler whose own writes wake it
   * cannot spin.
   */
  private static final Duration SPACING = Duration.ofSeconds(1);

  private final WorkQueue<String> queue;
  private final Intake intake;
  private final Retries retries;
  private final Clock clock;
  private final Causes causes = new Causes();

  Agenda(WorkQueue<String> queue, QueuePolicy policy, Retries retries, Clock clock) {
    this.queue = queue;
    intake = new Intake(queue, policy, clock);
    this.retries = retries;
    this.clock = clock;
  }

  /** Owes {@code key} a run. */
  void wake(String key, Cause cause) {
    causes.add(key, cause);
    intake.add(key, cause);
  }

  /**
   * Owes {@code key}, which has written something, a run because states were skipped since; unless
   * a change owes it one, which shows what they came to.
   */
  void skipped(String key) {
    if (!causes.hasChange(key)) {
      wake(key, Cause.UNSEEN);
    }
  }

  /** Owes {@code key}, which was given back with {@link #defer}, its run. */
  void resume(Standby.Mark mark) {
    intake.resume(mark);
  }

  /** Gives {@code key} back without its run; what has led to it is kept. */
  void defer(String key) {
    queue.done(key);
  }

  /** Whether something has happened to {@code key}, other than being there at the start. */
  boolean isNews(String key) {
    return causes.isNews(key);
  }

  /** Whether {@code result} says when its key is looked at next, whatever happens. */
  static boolean hasDelay(Result result) {
    return !(result instanceof Result.Done || result instanceof Result.Terminal);
  }

  /** The next key that may start; empty if no more will come. */
  Future<Optional<String>> take() {
    return intake.take();
  }

  /** Where {@code key} is in the queue; empty if it is not. */
  Optional<QueuedKey> find(String key) {
    return queue.find(key);
  }

  /** See {@link WorkQueue#sample}. */
  List<String> sample(int each) {
    return queue.sample(each);
  }

  int queued() {
    return queue.size();
  }

  int waiting() {
    return queue.waiting();
  }

  int processing() {
    return queue.processing();
  }

  /** What has led to the next run of {@code key} so far. */
  List<String> causesOf(String key) {
    return causes.of(key);
  }

  /** Which attempt the next run of {@code key} is. */
  int attempt(String key) {
    return retries.attempt(key);
  }

  /**
   * Takes what has led to the run of {@code key} that is about to start, on a snapshot that shows
   * all of it: also what came since the key was taken, which is owed no other run.
   */
  Causes.Merged takeCauses(String key) {
    queue.absorb(key);
    return causes.take(key);
  }

  /**
   * Gives {@code key} back with the result of its run.
   *
   * @param startedNanos when the run started
   * @param spec what the object asked for; empty if that is unknown
   * @param trace of that run; the next one, if the run has asked for it, continues it
   */
  void settle(String key, Result result, long startedNanos, Optional<Object> spec, String trace) {
    result.priority().ifPresent(priority -> queue.prioritize(key, priority));
    if (result instanceof Result.Again again) {
      retries.forget(key);
      addAfter(key, again.after(), new Cause.Again(again.after(), trace));
      queue.done(key);
    } else if (result instanceof Result.BackOff) {
      retry(key, "asked to back off", startedNanos, spec, trace);
    } else if (result instanceof Result.Failed failed && !Ending.isUnknownOutcome(failed.cause())) {
      retry(key, String.valueOf(failed.cause()), startedNanos, spec, trace);
    } else if (result instanceof Result.Failed) {
      putBack(key); // Not its fault: at once, and not counted.
    } else if (result instanceof Result.Terminal terminal) {
      retries.giveUp(key, String.valueOf(terminal.cause()));
      queue.done(key, spacing(startedNanos));
    } else {
      drop(key);
    }
  }

  /**
   * Gives {@code key} back and forgets its failures: there is nothing to do but what comes next.
   */
  void drop(String key) {
    retries.forget(key);
    queue.done(key);
  }

  /** Gives {@code key} back, owed a run as before. */
  void putBack(String key) {
    queue.addAfter(key, Duration.ZERO); // With the priority that it has.
    queue.done(key);
  }

  /** Takes no key in any more, and hands none out. */
  void close() {
    queue.shutdown();
  }

  private void retry(
      String key, String problem, long startedNanos, Optional<Object> spec, String trace) {
    Duration delay = retries.failed(key, problem, spec);
    addAfter(key, delay, new Cause.Retry(attempt(key), problem, trace));
    Duration spacing = spacing(startedNanos);
    queue.done(key, delay.compareTo(spacing) < 0 ? delay : spacing);
  }

  private Duration spacing(long startedNanos) {
    return SPACING.minusNanos(clock.nanoTime() - startedNanos);
  }

  private void addAfter(String key, Duration delay, Cause cause) {
    causes.add(key, cause);
    queue.addAfter(key, delay);
  }
}
