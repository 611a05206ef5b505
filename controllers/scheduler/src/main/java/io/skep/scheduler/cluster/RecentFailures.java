package io.skep.scheduler.cluster;

import io.skep.api.Task;
import io.skep.api.Version;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * When tasks failed on a node, for each service and version of its spec. A new version starts
 * clean.
 */
final class RecentFailures {
  /** How long a failure counts. */
  static final Duration WINDOW = Duration.ofMinutes(5);

  /** A service that fails faster than this many times a window fails too often to tell apart. */
  private static final int MOST_KEPT = 1_000;

  private final Map<Cause, ArrayDeque<Instant>> failures = new HashMap<>();
  private Instant cleanedAt = Instant.MIN;

  private record Cause(String serviceId, Version specVersion) {}

  /** Records a failure of {@code task}; returns how many of its service and version count now. */
  int add(Task task, Instant now) {
    removeOldCauses(now);
    ArrayDeque<Instant> times =
        failures.computeIfAbsent(
            new Cause(task.getServiceId(), task.getSpecVersion()), cause -> new ArrayDeque<>());
    Instant windowStart = now.minus(WINDOW);
    while (!times.isEmpty() && !times.getFirst().isAfter(windowStart)) {
      times.removeFirst();
    }
    if (times.size() == MOST_KEPT) {
      times.removeFirst();
    }
    times.addLast(now);
    return times.size();
  }

  int count(String serviceId, Version specVersion, Instant now) {
    if (failures.isEmpty()) {
      return 0;
    }
    ArrayDeque<Instant> times = failures.get(new Cause(serviceId, specVersion));
    if (times == null) {
      return 0;
    }
    Instant windowStart = now.minus(WINDOW);
    return (int) times.stream().filter(time -> !time.isBefore(windowStart)).count();
  }

  /** The oldest failure that counts, of whatever service; empty if none does. */
  Optional<Instant> oldest(Instant now) {
    Instant windowStart = now.minus(WINDOW);
    return failures.values().stream()
        .flatMap(times -> times.stream().filter(time -> !time.isBefore(windowStart)).limit(1))
        .min(Comparator.naturalOrder());
  }

  /** How many services and versions are remembered. */
  int causes() {
    return failures.size();
  }

  void clear() {
    failures.clear();
  }

  /** Forgets services that stopped failing, at most once a window. */
  private void removeOldCauses(Instant now) {
    Instant windowStart = now.minus(WINDOW);
    if (!cleanedAt.isAfter(windowStart)) {
      failures.values().removeIf(times -> !times.getLast().isAfter(windowStart));
      cleanedAt = now;
    }
  }
}
