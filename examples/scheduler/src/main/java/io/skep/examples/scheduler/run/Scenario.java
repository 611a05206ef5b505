package io.skep.examples.scheduler.run;

import io.skep.examples.scheduler.cluster.Cluster;
import java.util.Comparator;
import java.util.List;

/**
 * What to play. Immutable.
 *
 * @param title what it is, in a phrase
 * @param cluster the nodes that are there from the start
 * @param actions what happens, in order of time; those of one moment in the order given
 * @param notices what a reader of the outcome has to know beforehand
 */
public record Scenario(String title, Cluster cluster, List<Action> actions, List<String> notices) {
  /** Sorts and copies. */
  public Scenario {
    actions = actions.stream().sorted(Comparator.comparing(Action::at)).toList();
    notices = List.copyOf(notices);
  }
}
