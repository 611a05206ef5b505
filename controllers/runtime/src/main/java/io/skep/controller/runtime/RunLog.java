package io.skep.controller.runtime;

import io.skep.controller.Result;
import io.skep.controller.RetryPolicy;
import io.skep.store.loop.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import org.slf4j.Logger;

/**
 * What a controller says about its runs: one line for each at debug level, and more about failures,
 * but not the same again and again. Confined to the controller's loop.
 */
final class RunLog {
  private final Logger logger;
  private final String controller;
  private final RetryPolicy policy;
  private final RepeatLimiter repeats;

  /** Of each key that fails, the delay at its last warning. Never iterated. */
  private final Map<String, Duration> warned = new HashMap<>();

  RunLog(Logger logger, String controller, RetryPolicy policy, Clock clock) {
    this.logger = logger;
    this.controller = controller;
    this.policy = policy;
    repeats = new RepeatLimiter(clock);
  }

  /** Whether {@link #started} tells anybody anything. */
  boolean tellsStarts() {
    return logger.isDebugEnabled();
  }

  /** A run starts. */
  void started(String kind, ActiveRun.Subject<?> run) {
    logger.debug(
        "controller {}: {} {} at version {}, run {}, attempt {}: {}",
        controller,
        kind,
        run.id(),
        run.at().version(),
        run.runId(),
        run.attempt(),
        run.causes());
  }

  /** A run of {@code key} has ended. */
  void ended(String key, int attempt, Verdict verdict) {
    if (verdict.next() instanceof Result.Terminal) {
      warned.remove(key);
      failedForGood(key, attempt, verdict.cause());
    } else if (!verdict.ending().isAlarming()) {
      if (verdict.cause() == null) {
        warned.remove(key);
      }
      logger.trace("controller {}: run of {} ended: {}", controller, key, verdict.result());
    } else if (verdict.handled() || !hasDoubled(key, attempt)) {
      logger.debug(
          "controller {}: run of {} failed, attempt {}: {}",
          controller,
          key,
          attempt,
          String.valueOf(verdict.cause()));
    } else {
      failed(key, attempt, verdict.cause());
    }
  }

  private void failedForGood(String key, int attempt, Throwable cause) {
    OptionalInt suppressed = permit(key, "for good: " + cause);
    if (suppressed.isPresent()) {
      logger.error(
          "controller {}: run of {} failed for good, attempt {}; it waits for a change{}",
          controller,
          key,
          attempt,
          leftOut(suppressed),
          cause);
    }
  }

  private void failed(String key, int attempt, Throwable cause) {
    OptionalInt suppressed = permit(key, String.valueOf(cause));
    if (suppressed.isPresent()) {
      // The whole stack once; after that it says nothing new.
      logger.warn(
          "controller {}: run of {} failed, attempt {}: {}{}",
          controller,
          key,
          attempt,
          cause,
          leftOut(suppressed),
          attempt == 1 ? cause : null);
    }
  }

  private OptionalInt permit(String key, String message) {
    return repeats.permit(logger.getName(), controller + "/" + key, message);
  }

  private static String leftOut(OptionalInt suppressed) {
    return suppressed.getAsInt() == 0 ? "" : " (" + suppressed.getAsInt() + " suppressed)";
  }

  /** Whether {@code key} waits at least twice as long as when it was warned of last. */
  private boolean hasDoubled(String key, int attempt) {
    Duration delay = policy.delay(attempt);
    Duration last = warned.get(key);
    boolean doubled = last == null || delay.compareTo(last.multipliedBy(2)) >= 0;
    if (doubled) {
      warned.put(key, delay);
    }
    return doubled;
  }
}
