package io.skep.examples.scheduler.replay;

import io.skep.api.StoreSnapshot;
import java.time.Duration;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a replay ended with. Immutable.
 *
 * @param length of the trace, in virtual time
 * @param nodes how many there were
 * @param counts tasks in numbers
 * @param waiting what waits at the end: how many tasks, by the scheduler's words
 * @param store all objects at the end
 */
public record ReplayResult(
    Duration length,
    int nodes,
    Counts counts,
    SortedMap<String, Integer> waiting,
    StoreSnapshot store) {
  /** Copies the map. */
  public ReplayResult {
    waiting = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(waiting));
  }

  /**
   * Tasks in numbers.
   *
   * @param asked all that were asked for
   * @param placed those that got a node
   * @param atOnce those that got it in the moment in which they were asked for
   * @param givenUp those that were deleted before they got a node
   * @param peak the most that were there at once
   * @param peakAt when
   * @param longestWait of those that got a node
   */
  public record Counts(
      long asked,
      long placed,
      long atOnce,
      long givenUp,
      long peak,
      Duration peakAt,
      Duration longestWait) {}

  /** How many tasks wait at the end. */
  public int waitingTasks() {
    return waiting.values().stream().mapToInt(Integer::intValue).sum();
  }
}
