package io.skep.examples.scheduler;

import io.skep.examples.scheduler.cluster.Cluster;
import io.skep.examples.scheduler.cluster.NodeShape;
import io.skep.examples.scheduler.input.InputException;
import io.skep.examples.scheduler.input.InputProblem;
import io.skep.examples.scheduler.run.Action;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The options that say what happens to nodes while something runs on them. */
final class DisruptionOptions {
  /** More names do not help anybody. */
  private static final int SHOWN = 10;

  @Option(
      names = "--fail",
      paramLabel = "NODE@TIME",
      converter = Timed.OfNode.class,
      description = "A node that dies at that time, for example finch@30s. Repeatable.")
  private List<Timed> failures = new ArrayList<>();

  @Option(
      names = "--drain",
      paramLabel = "NODE@TIME",
      converter = Timed.OfNode.class,
      description = "A node that is emptied at that time; what runs on it moves. Repeatable.")
  private List<Timed> drains = new ArrayList<>();

  /** Whether nothing happens. */
  boolean isEmpty() {
    return failures.isEmpty() && drains.isEmpty();
  }

  /**
   * What was asked for, for the nodes of {@code cluster}.
   *
   * @throws InputException if it has no node of that name
   */
  List<Action> on(Cluster cluster) {
    var actions = new ArrayList<Action>();
    for (Timed failure : failures) {
      actions.add(new Action.Crash(failure.at(), known("--fail", failure.name(), cluster)));
    }
    for (Timed drain : drains) {
      actions.add(new Action.Drain(drain.at(), known("--drain", drain.name(), cluster)));
    }
    return actions;
  }

  private static String known(String option, String hostname, Cluster cluster) {
    List<String> hostnames = cluster.nodes().stream().map(NodeShape::hostname).toList();
    if (hostnames.contains(hostname)) {
      return hostname;
    }
    throw new InputException(
        InputProblem.ofFile(
            option,
            "no node is called '%s'; there are %s%s"
                .formatted(
                    hostname,
                    String.join(", ", hostnames.subList(0, Math.min(SHOWN, hostnames.size()))),
                    hostnames.size() > SHOWN ? " and others" : "")));
  }
}
