package io.skep.controller;

import java.util.List;

/**
 * What a controller has to do: how many keys are where, and what it knows of some of them.
 * Immutable.
 *
 * @param controller its name
 * @param processing how many keys are in a run
 * @param queued how many are ready, and wait for their turn
 * @param waiting how many wait for their time
 * @param givenUp how many have failed for good, and wait for a change
 * @param keys some of these, each once: in a run, the longest first; queued, of the highest class
 *     first; waiting, the earliest first; given up, the longest first
 */
public record Workload(
    String controller,
    int processing,
    int queued,
    int waiting,
    int givenUp,
    List<Explanation> keys) {
  /** Copies the list. */
  public Workload {
    keys = List.copyOf(keys);
  }
}
