package io.skep.scheduler.cluster;

import io.skep.api.Task;
import io.skep.api.Version;
import io.skep.scheduler.failure.Failure;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * When tasks failed on a node, for each service and version of its spec. A new version starts
 * clean.
 */
final class RecentFailures {
  /** How long a failure counts. */
  static final Duration WINDOW = Duration.ofMinutes(5);

  /** A service that fails faster than this many times a window fails too often to tell apart. */
  private static final int MOST_KEPT = 1_000;

  /** How many of one service and version outlive a change of leader. */
  static final int MOST_STORED_OF_CAUSE = 16;

  /** How many of one node outlive a change of leader: some 15 KiB. */
  static final int MOST_STORED = 128;

  private final Map<Cause, ArrayDeque<Failure>> failures = new HashMap<>();
  private Instant cleanedAt = Instant.MIN;

  private record Cause(String serviceId, long specVersion) {
    static Cause of(Failure failure) {
      return new Cause(failure.service(), failure.specVersion());
    }
  }

  /** Records a failure of {@code task}; returns how many of its service and version count now. */
  int add(Task task, Instant now) {
    removeOldCauses(now);
    Failure failure = Failure.of(task, now);
    ArrayDeque<Failure> alike =
        failures.computeIfAbsent(Cause.of(failure), cause -> new ArrayDeque<>());
    Instant windowStart = now.minus(WINDOW);
    while (!alike.isEmpty() && !alike.getFirst().at().isAfter(windowStart)) {
      alike.removeFirst();
    }
    if (!contains(alike, failure)) {
      if (alike.size() == MOST_KEPT) {
        alike.removeFirst();
      }
      alike.addLast(failure);
    }
    return alike.size();
  }

  /**
   * Adds failures that another scheduler recorded, and that still count.
   *
   * @return whether any was new
   */
  boolean restore(List<Failure> recorded, Instant now) {
    boolean isNews = false;
    for (Failure failure : recorded) {
      ArrayDeque<Failure> alike = failures.get(Cause.of(failure));
      boolean isKnown = alike != null && contains(alike, failure);
      if (!isKnown && !failure.at().isBefore(now.minus(WINDOW))) {
        var merged = new TreeSet<Failure>(Failure.OLDEST_FIRST);
        merged.add(failure);
        if (alike != null) {
          merged.addAll(alike);
        }
        failures.put(Cause.of(failure), new ArrayDeque<>(merged));
        isNews = true;
      }
    }
    return isNews;
  }

  private static boolean contains(ArrayDeque<Failure> alike, Failure failure) {
    return alike.stream().anyMatch(other -> other.task().equals(failure.task()));
  }

  /** Those to be stored: of each service and version the newest that count, the oldest first. */
  List<Failure> toStore(Instant now) {
    var all = new ArrayList<Failure>();
    for (ArrayDeque<Failure> alike : failures.values()) {
      alike.stream().skip(Math.max(0, alike.size() - MOST_STORED_OF_CAUSE)).forEach(all::add);
    }
    all.removeIf(failure -> failure.at().isBefore(now.minus(WINDOW)));
    all.sort(Failure.OLDEST_FIRST);
    return List.copyOf(all.subList(Math.max(0, all.size() - MOST_STORED), all.size()));
  }

  int count(String serviceId, Version specVersion, Instant now) {
    if (failures.isEmpty()) {
      return 0;
    }
    ArrayDeque<Failure> alike = failures.get(new Cause(serviceId, specVersion.getIndex()));
    if (alike == null) {
      return 0;
    }
    Instant windowStart = now.minus(WINDOW);
    return (int) alike.stream().filter(failure -> !failure.at().isBefore(windowStart)).count();
  }

  /** The oldest failure that counts, of whatever service; empty if none does. */
  Optional<Instant> oldest(Instant now) {
    Instant windowStart = now.minus(WINDOW);
    return failures.values().stream()
        .flatMap(alike -> alike.stream().map(Failure::at))
        .filter(at -> !at.isBefore(windowStart))
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
      failures.values().removeIf(alike -> !alike.getLast().at().isAfter(windowStart));
      cleanedAt = now;
    }
  }
}
