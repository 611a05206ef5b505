package io.skep.store.raft.soak;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The sum of many runs. */
final class SoakTotals {
  private final Map<FaultKind, Integer> faults = new EnumMap<>(FaultKind.class);
  private final List<Long> failovers = new ArrayList<>();
  private int runs;
  private int counted;
  private long answered;
  private long unknown;
  private long delivered;
  private int moves;
  private int violated;

  void add(SoakReport report) {
    runs++;
    violated += report.violations().isEmpty() ? 0 : 1;
    if (report.counts()) {
      counted++;
      answered += report.answered();
      unknown += report.unknown();
      delivered += report.delivered();
      moves += report.moves();
      failovers.addAll(report.failovers());
      report.faults().forEach((kind, times) -> faults.merge(kind, times, Integer::sum));
    }
  }

  int counted() {
    return counted;
  }

  @Override
  public String toString() {
    return ("%d runs, of which %d count: %d calls answered, %d unknown; faults that took effect %s;"
            + " %d commits watched, %d moves of a watch; from the kill of a leader to the next"
            + " write %s; %d runs violated")
        .formatted(
            runs, counted, answered, unknown, faults, delivered, moves, failoverTimes(), violated);
  }

  private String failoverTimes() {
    if (failovers.isEmpty()) {
      return "not seen";
    }
    List<Long> sorted = failovers.stream().sorted().toList();
    int last = sorted.size() - 1;
    return "p50 %d ms, p99 %d ms of %d"
        .formatted(sorted.get(last / 2), sorted.get(last * 99 / 100), sorted.size());
  }
}
