package io.skep.simulation.check;

import io.skep.controller.Result;
import io.skep.store.Version;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Keeps, apart from the controller, which keys it owes a run, and holds its queue to that: what is
 * owed is queued, waiting or in hand unless it was given up, and no key is there twice.
 */
public final class OwedKeys {
  private final String controller;
  private final Violations violations;

  /** What asked for a run that has not been yet, by the version that the run has to show. */
  private final Map<String, Version> marks = new TreeMap<>();

  /** Keys whose last run said that there is to be another. */
  private final Set<String> again = new TreeSet<>();

  private final Set<String> retried = new TreeSet<>();

  /** All keys that the queue may have heard of. */
  private final Set<String> known = new HashSet<>();

  private boolean moreMayBeKnown;

  /**
   * How many keys a queue holds.
   *
   * @param ready to be handed out
   * @param waiting for their time
   * @param inHand handed out
   */
  public record QueueSize(int ready, int waiting, int inHand) {
    /** All keys. */
    public int total() {
      return ready + waiting + inHand;
    }
  }

  /** For {@code controller}, a name for messages. */
  public OwedKeys(String controller, Violations violations) {
    this.controller = controller;
    this.violations = violations;
  }

  /** {@code key} needs a run that shows {@code version}. */
  public void mark(String key, Version version) {
    known.add(key);
    marks.put(key, version);
  }

  /** {@code key} may have been queued, for a reason that need not count. */
  public void hint(String key) {
    known.add(key);
  }

  /** Keys may have been queued of which this does not hear: it cannot tell any more how many. */
  public void moreMayBeKnown() {
    moreMayBeKnown = true;
  }

  /** A run of {@code key} begins, at {@code version}. */
  public void started(String key, Version version) {
    known.add(key);
    again.remove(key);
    retried.remove(key);
    Version mark = marks.get(key);
    if (mark != null && mark.isAfter(version)) {
      violations.report(
          "rt.R-5",
          "%s starts a run of %s at version %s, which does not show its cause at %s"
              .formatted(controller, key, version, mark));
    }
  }

  /**
   * A run of {@code key} at {@code version} has ended.
   *
   * @param last whether the key is given up if it failed
   */
  public void ended(String key, Version version, Result result, boolean last) {
    again.remove(key);
    retried.remove(key);
    if (result instanceof Result.Again) {
      again.add(key);
    } else if (result instanceof Result.BackOff || (result instanceof Result.Failed && !last)) {
      retried.add(key);
      return;
    }
    if (!marks.getOrDefault(key, Version.ZERO).isAfter(version)) {
      marks.remove(key);
    }
  }

  /** The keys that a run is owed because of a change or a failure, not only for a later look. */
  public Set<String> urgent(Predicate<String> counts) {
    Set<String> urgent = new TreeSet<>(marks.keySet());
    urgent.addAll(retried);
    urgent.removeIf(counts.negate());
    return urgent;
  }

  /**
   * Compares what is owed with {@code queue}. To be called when the controller has nothing to do at
   * this moment.
   *
   * @param running the keys in a run
   * @param counts whether a key still matters, which it does not if its object is gone
   */
  public void check(QueueSize queue, Set<String> running, Predicate<String> counts) {
    if (!moreMayBeKnown && queue.total() > known.size()) {
      violations.report(
          "rt.C-4",
          "%s has %s in its queue but knows only the keys %s: one is there twice"
              .formatted(controller, queue, new TreeSet<>(known)));
    }
    Set<String> needed = urgent(counts);
    again.stream().filter(counts).forEach(needed::add);
    needed.addAll(running);
    if (queue.total() < needed.size()) {
      violations.report(
          "rt.C-4",
          "%s has lost a key: of %s one is neither queued nor waiting nor in a run, as the queue is %s"
              .formatted(controller, needed, queue));
    }
  }
}
