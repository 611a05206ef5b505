package io.skep.examples.scheduler;

import io.skep.examples.scheduler.cluster.Cluster;
import io.skep.examples.scheduler.cluster.ClusterFile;
import io.skep.examples.scheduler.input.InputException;
import io.skep.examples.scheduler.input.InputProblem;
import io.skep.examples.scheduler.run.Action;
import io.skep.examples.scheduler.run.HistoryRun;
import io.skep.examples.scheduler.run.Scenario;
import io.skep.examples.scheduler.sample.Sample;
import io.skep.examples.scheduler.stack.MissingFiles;
import io.skep.examples.scheduler.stack.Notice;
import io.skep.examples.scheduler.stack.Stack;
import io.skep.examples.scheduler.stack.StackName;
import io.skep.examples.scheduler.stack.loader.StackLoader;
import io.skep.examples.scheduler.stack.loader.VariablesFile;
import io.skep.examples.scheduler.trace.Trace;
import io.skep.examples.scheduler.trace.TraceFiles;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Turns options into a scenario. */
final class Inputs {
  /** When the demonstration's node dies: everything has been running for a while. */
  private static final Duration HALF_WAY = Duration.ofSeconds(30);

  private final Terminal terminal;
  private final SiteOptions site;
  private final StackLoader loader;

  /** Variables come from the environment, then from the files named, the last first. */
  Inputs(Terminal terminal, SiteOptions site) {
    this.terminal = terminal;
    this.site = site;
    this.loader =
        new StackLoader(
            variables(terminal, site.environmentFiles),
            site.strict ? MissingFiles.REFUSE : MissingFiles.STAND_IN);
  }

  private static Map<String, String> variables(Terminal terminal, List<Path> files) {
    Map<String, String> variables = terminal.environment();
    for (int last = files.size() - 1; last >= 0; last--) {
      variables = VariablesFile.load(terminal.folder().resolve(files.get(last)), variables);
    }
    return variables;
  }

  /** The bundled stack and nodes; one node dies half-way. */
  Scenario demonstration() {
    Stack stack = sampleStack();
    return new Scenario(
        "Stack " + Sample.STACK_NAME + " on the bundled cluster",
        Sample.cluster(),
        List.of(
            new Action.Deploy(Duration.ZERO, stack),
            new Action.Crash(HALF_WAY, Sample.FAILING_NODE)),
        notices(List.of(stack)));
  }

  /** Stack files, or the bundled one for none, on a cluster; then revisions of the only one. */
  Scenario stacks(InputOptions input, DisruptionOptions disruptions) {
    List<Stack> stacks = input.stacks.isEmpty() ? List.of(sampleStack()) : load(input.stacks);
    Cluster cluster = cluster(site.nodes);
    var actions = new ArrayList<Action>();
    stacks.forEach(stack -> actions.add(new Action.Deploy(Duration.ZERO, stack)));
    for (Timed revision : input.revisions) {
      Stack stack = load(stacks.get(0).name(), Path.of(revision.name()));
      actions.add(new Action.Revise(revision.at(), revision.name(), stack));
    }
    actions.addAll(disruptions.on(cluster));
    String names = String.join(", ", stacks.stream().map(s -> s.name().text()).toList());
    String title = (stacks.size() == 1 ? "Stack " : "Stacks ") + names;
    return new Scenario(
        "%s on %d nodes".formatted(title, cluster.nodes().size()),
        cluster,
        actions,
        notices(stacks));
  }

  /** The revisions in a folder, each read when its turn comes. */
  List<HistoryRun.Revision> history(Path folder) {
    Path resolved = terminal.folder().resolve(folder);
    StackName name = StackName.of(resolved.toAbsolutePath().normalize());
    return HistoryFiles.in(resolved).stream()
        .map(
            file ->
                new HistoryRun.Revision(
                    file.getFileName().toString(), () -> loader.load(name, file)))
        .toList();
  }

  /** A path that a user gave. */
  Path resolve(Path path) {
    return terminal.folder().resolve(path);
  }

  /** The cluster that {@code --nodes} asks for, or the bundled one. */
  Cluster cluster(String nodes) {
    return nodes == null ? Sample.cluster() : named(nodes);
  }

  /** A trace's nodes and pods, from the two files that {@code option} names. */
  Trace trace(String option) {
    String[] files = option.split(",", -1);
    if (files.length != 2 || files[0].isBlank() || files[1].isBlank()) {
      throw new InputException(
          InputProblem.ofFile("--trace", "'%s' is not two files, NODES,PODS".formatted(option)));
    }
    return TraceFiles.load(
        terminal.folder().resolve(files[0]), terminal.folder().resolve(files[1]));
  }

  /** A trace on its own nodes. */
  static Scenario scenario(Trace trace, DisruptionOptions disruptions) {
    var actions = new ArrayList<Action>();
    trace.events().forEach(event -> actions.add(new Action.Replay(event)));
    actions.addAll(disruptions.on(trace.cluster()));
    return new Scenario(
        "Trace on %,d nodes".formatted(trace.cluster().nodes().size()),
        trace.cluster(),
        actions,
        Trace.NOTICES);
  }

  private Stack sampleStack() {
    return loader.parse(
        new StackName(Sample.STACK_NAME),
        "sample/stack.yml",
        Sample.stackText(),
        terminal.folder());
  }

  private List<Stack> load(List<Path> files) {
    Set<StackName> names = new LinkedHashSet<>();
    var stacks = new ArrayList<Stack>();
    for (Path file : files) {
      StackName name = unused(StackName.of(file), names);
      names.add(name);
      stacks.add(load(name, file));
    }
    return stacks;
  }

  /** The stack in {@code file}, by that name. */
  Stack load(StackName name, Path file) {
    return loader.load(name, terminal.folder().resolve(file));
  }

  /** Files in different folders often have the same name; the second is numbered. */
  private static StackName unused(StackName wanted, Set<StackName> taken) {
    StackName name = wanted;
    for (int number = 2; taken.contains(name); number++) {
      String suffix = "-" + number;
      int length = Math.min(wanted.text().length(), StackName.MAX_LENGTH - suffix.length());
      name = new StackName(wanted.text().substring(0, length) + suffix);
    }
    return name;
  }

  private Cluster named(String nodes) {
    if (!nodes.matches("\\d{1,9}")) {
      return ClusterFile.load(terminal.folder().resolve(nodes));
    }
    try {
      return Cluster.uniform(Integer.parseInt(nodes));
    } catch (IllegalArgumentException e) {
      throw new InputException(InputProblem.ofFile("--nodes", e.getMessage()), e);
    }
  }

  private static List<String> notices(List<Stack> stacks) {
    return stacks.stream()
        .flatMap(stack -> stack.notices().stream())
        .map(Notice::toString)
        .toList();
  }
}
