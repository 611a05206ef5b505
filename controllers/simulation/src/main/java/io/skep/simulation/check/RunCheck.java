package io.skep.simulation.check;

import io.skep.store.ReadTx;
import io.skep.store.Version;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/**
 * Watches the runs of one controller: no key is in two at once, and none looks at an older state
 * than one before it.
 */
public final class RunCheck {
  private final String controller;
  private final History history;
  private final Violations violations;
  private final Set<String> running = new TreeSet<>();
  private Version newest = Version.ZERO;

  /** A check of {@code controller}, a name for messages. */
  public RunCheck(String controller, History history, Violations violations) {
    this.controller = controller;
    this.history = history;
    this.violations = violations;
  }

  /** A run of {@code key} starts with the snapshot {@code at}. */
  public void started(String key, ReadTx at) {
    if (!running.add(key)) {
      violations.report("rt.Q-2", "%s has two runs of %s at once".formatted(controller, key));
    }
    history.read();
    if (newest.isAfter(at.version()) || history.at(at.version()).isEmpty()) {
      violations.report(
          "rt.C-4",
          "%s starts a run of %s at version %s after one at %s"
              .formatted(controller, key, at.version(), newest));
    }
    newest = at.version();
  }

  /** The run of {@code key} has answered. */
  public void ended(String key) {
    running.remove(key);
  }

  /** The keys in a run. */
  public Set<String> running() {
    return Collections.unmodifiableSet(running);
  }
}
