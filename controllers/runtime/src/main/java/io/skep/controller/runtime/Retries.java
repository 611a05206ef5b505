package io.skep.controller.runtime;

import io.skep.controller.Explanation.FirstFailure;
import io.skep.controller.RetryPolicy;
import io.skep.store.loop.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;

/**
 * How often each key has failed in a row, when it is tried again, and which keys are given up.
 * Keeps something only for keys that fail. Confined to the controller's loop.
 */
final class Retries {
  /** An event that comes earlier than this before the next attempt brings a run that is free. */
  private static final Duration FREE = Duration.ofSeconds(5);

  private final RetryPolicy policy;
  private final RandomGenerator random;
  private final Clock clock;
  private final Map<String, Failing> failing = new HashMap<>(); // Never iterated.

  /** Those keys of them that are given up, in that order. */
  private final Set<String> givenUpKeys = new LinkedHashSet<>();

  /** Their number; written by the loop, read by whoever looks at the metrics. */
  private final AtomicInteger givenUp = new AtomicInteger();

  /**
   * A key that fails.
   *
   * @param failures how many runs in a row have used up an attempt
   * @param first when the first of them failed, and why
   * @param spec what the object asked for when the last of them failed; null if that is unknown
   * @param delay how long the key was made to wait
   * @param dueNanos when the next attempt is
   * @param givenUp whether there is none
   * @param free whether the run under way uses up no attempt
   */
  record Failing(
      int failures,
      FirstFailure first,
      Object spec,
      Duration delay,
      long dueNanos,
      boolean givenUp,
      boolean free) {
    private Failing free(boolean isFree) {
      return new Failing(failures, first, spec, delay, dueNanos, givenUp, isFree);
    }
  }

  Retries(RetryPolicy policy, RandomGenerator random, Clock clock) {
    this.policy = policy;
    this.random = random;
    this.clock = clock;
  }

  /**
   * A run of {@code key} starts. A key that was given up, or whose object asks for something else
   * than when it failed, starts afresh.
   *
   * @param spec what the object asks for; empty if that is unknown
   */
  void started(String key, Optional<Object> spec) {
    Failing before = failing.get(key);
    if (before == null) {
      return;
    }
    boolean differs =
        spec.isPresent() && before.spec() != null && !spec.get().equals(before.spec());
    if (before.givenUp() || differs) {
      forget(key);
    } else {
      long left = before.dueNanos() - clock.nanoTime();
      failing.put(key, before.free(left > FREE.toNanos()));
    }
  }

  /** Which attempt the run of {@code key} under way is, or the next one. */
  int attempt(String key) {
    Failing before = failing.get(key);
    return before == null ? 1 : before.failures() + 1;
  }

  /** Whether {@code key} is given up if the run under way fails. */
  boolean isLastAttempt(String key) {
    Failing before = failing.get(key);
    boolean free = before != null && before.free();
    return !free && attempt(key) >= policy.attempts();
  }

  /** A run of {@code key} has failed; gives how long it waits for the next. */
  Duration failed(String key, String problem, Optional<Object> spec) {
    Failing before = failing.get(key);
    long now = clock.nanoTime();
    if (before != null && before.free()) {
      return Duration.ofNanos(Math.max(0, before.dueNanos() - now));
    }
    int failures = attempt(key) == Integer.MAX_VALUE ? Integer.MAX_VALUE : attempt(key);
    Duration delay = policy.delay(failures, random);
    FirstFailure first =
        before == null ? new FirstFailure(clock.instant(), problem) : before.first();
    failing.put(
        key,
        new Failing(
            failures, first, spec.orElse(null), delay, now + delay.toNanos(), false, false));
    return delay;
  }

  /** {@code key} has failed for good, and waits for a change. */
  void giveUp(String key, String problem) {
    Failing before = failing.get(key);
    FirstFailure first =
        before == null ? new FirstFailure(clock.instant(), problem) : before.first();
    failing.put(key, new Failing(attempt(key), first, null, Duration.ZERO, 0, true, false));
    givenUpKeys.add(key);
    givenUp.set(givenUpKeys.size());
  }

  /** {@code key} fails no more. */
  void forget(String key) {
    Failing before = failing.remove(key);
    if (before != null && givenUpKeys.remove(key)) {
      givenUp.set(givenUpKeys.size());
    }
  }

  /** What is known of {@code key}, if it fails. */
  Optional<Failing> of(String key) {
    return Optional.ofNullable(failing.get(key));
  }

  /** Up to {@code limit} of the keys that are given up, those first that have been for longest. */
  List<String> givenUp(int limit) {
    return givenUpKeys.stream().limit(limit).toList();
  }

  /** How many keys are given up. Any thread. */
  int givenUp() {
    return givenUp.get();
  }
}
