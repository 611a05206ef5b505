package io.skep.examples.scheduler.report;

import java.time.Duration;

/**
 * What became of a node at a moment. Immutable.
 *
 * @param at since the start of the run
 * @param state "ready", "down", "unknown", "disconnected", or "gone" once it left the cluster
 * @param availability "active", "pause" or "drain"
 */
public record NodeStep(Duration at, String state, String availability) {
  /** The state of a node that left the cluster. */
  static final String GONE = "gone";

  /** Whether this says no more than {@code before} did. */
  boolean repeats(NodeStep before) {
    return state.equals(before.state) && availability.equals(before.availability);
  }

  /** Whether the node can take tasks. */
  public boolean isReady() {
    return state.equals("ready") && availability.equals("active");
  }

  /** Both in a word: how ready it is, or why it is not. */
  public String word() {
    return state.equals("ready") && !availability.equals("active") ? availability : state;
  }
}
