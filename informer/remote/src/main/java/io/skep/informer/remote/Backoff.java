package io.skep.informer.remote;

import io.skep.store.loop.Clock;
import java.time.Duration;
import java.util.random.RandomGenerator;

/** The waits of one feed. Confined to its loop. */
final class Backoff {
  private final ReconnectPolicy policy;
  private final RandomGenerator random;
  private final Clock clock;
  private Duration next;
  private long failedAt;

  Backoff(ReconnectPolicy policy, RandomGenerator random, Clock clock) {
    this.policy = policy;
    this.random = random;
    this.clock = clock;
    this.next = policy.first();
  }

  /** How long to wait after the failure that there was just now. */
  Duration afterFailure() {
    long now = clock.nanoTime();
    if (now - failedAt >= policy.forgiveness().toNanos()) {
      next = policy.first();
    }
    failedAt = now;
    Duration wait = next;
    Duration twice = wait.multipliedBy(2);
    next = twice.compareTo(policy.longest()) > 0 ? policy.longest() : twice;
    return wait.plusNanos((long) (random.nextDouble() * wait.toNanos()));
  }
}
