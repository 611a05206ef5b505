package io.skep.store.raft.soak;

import java.util.List;
import java.util.Map;

/**
 * What came of a run.
 *
 * @param failovers from each kill of a leader to the first answer to a write that was asked for
 *     after it: milliseconds
 */
record SoakReport(
    SoakRun.Plan plan,
    Map<FaultKind, Integer> faults,
    long answered,
    long unknown,
    long refused,
    long delivered,
    int moves,
    long millis,
    List<Long> failovers,
    String checker,
    List<String> violations) {
  SoakReport {
    failovers = List.copyOf(failovers);
    faults = Map.copyOf(faults);
    violations = List.copyOf(violations);
  }

  SoakReport(
      SoakRun.Plan plan,
      Map<FaultKind, Integer> faults,
      Load load,
      CommitHistory commits,
      int moves,
      long millis,
      List<Long> failovers,
      String checker,
      List<String> violations) {
    this(
        plan,
        faults,
        load.answered(),
        load.unknown(),
        load.refused(),
        commits.delivered(),
        moves,
        millis,
        failovers,
        checker,
        violations);
  }

  int struck() {
    return faults.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** Whether it shows anything: something went wrong under load, and all was done. */
  boolean counts() {
    return struck() > 0 && answered >= plan.operations();
  }

  @Override
  public String toString() {
    return ("seed %d: %s, %d answered, %d unknown, %d refused in %d ms; faults %s; %d commits"
            + " watched, %d moves of a watch; checker says %s%s")
        .formatted(
            plan.seed(),
            violations.isEmpty() ? counts() ? "passed" : "DOES NOT COUNT" : "VIOLATED",
            answered,
            unknown,
            refused,
            millis,
            faults,
            delivered,
            moves,
            checker,
            violations.isEmpty()
                ? ""
                : violations.size()
                    + " VIOLATIONS\n  "
                    + String.join("\n  ", violations.subList(0, Math.min(20, violations.size()))));
  }
}
