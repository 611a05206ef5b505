package io.skep.store;

import java.util.List;
import java.util.Optional;

/**
 * What became of the steps of a batch.
 *
 * @param steps how many steps were run, failed ones included
 * @param committed how many of the steps, counted from the first, are settled: committed, or failed
 *     and reported
 * @param failures the steps that failed and were rolled back, in order
 * @param transactions how many transactions were committed
 * @param version the version of the last of them; empty if the batch changed nothing
 */
public record BatchResult(
    int steps, int committed, List<Failure> failures, int transactions, Optional<Version> version) {
  /**
   * A step that failed.
   *
   * @param step its index, from 0
   * @param cause what it threw
   */
  public record Failure(int step, RuntimeException cause) {}

  /** Copies the failures. */
  public BatchResult {
    failures = List.copyOf(failures);
  }
}
