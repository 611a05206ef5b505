package io.skep.examples.scheduler;

import io.skep.examples.scheduler.cluster.Cluster;
import io.skep.examples.scheduler.input.InputException;
import io.skep.examples.scheduler.input.InputProblem;
import io.skep.examples.scheduler.plan.StackPlan;
import io.skep.examples.scheduler.report.text.PlanText;
import io.skep.examples.scheduler.revision.RefusedException;
import io.skep.examples.scheduler.run.Action;
import io.skep.examples.scheduler.run.RunOptions;
import io.skep.examples.scheduler.run.Scenario;
import io.skep.examples.scheduler.run.ScenarioRun;
import io.skep.examples.scheduler.stack.Notice;
import io.skep.examples.scheduler.stack.Stack;
import io.skep.examples.scheduler.stack.StackName;
import io.skep.scheduler.reconciler.Scheduler;
import io.skep.store.Fork;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Says what a stack file would change, and changes nothing. */
@Command(
    name = "plan",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Says which tasks a stack file would create, replace and remove, where they would go, and"
          + " what would not fit and why. Nothing is changed.",
      "The present is an empty cluster (--nodes), one that runs another revision (--current), or a"
          + " saved store (--snapshot)."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:nothing would change",
      "1:something would change, whether it fits or not",
      "2:bad input; file, line and reason are on standard error",
      "4:the revision would be refused; the reason is on standard error",
      "70:the program has a fault"
    })
final class PlanCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Spec private CommandSpec spec;

  @Option(
      names = "--stack",
      paramLabel = "FILE",
      required = true,
      description = "The stack file to plan.")
  private Path stack;

  @Option(
      names = "--current",
      paramLabel = "FILE",
      description = "The revision of the stack that runs now; it is played until it is at rest.")
  private Path current;

  @Option(
      names = "--snapshot",
      paramLabel = "FILE",
      description = "What is there now: a store that was saved, for example by --snapshot.")
  private Path snapshot;

  @Option(
      names = "--name",
      paramLabel = "STACK",
      description =
          "What the stack is called. Default: as the file of --current, else as that of --stack.")
  private String name;

  @Mixin private SiteOptions site;

  @Mixin private ScorerOption scorer;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "All chance in playing --current comes from it. Default: 1.")
  private long seed;

  PlanCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    if (snapshot != null && (current != null || site.nodes != null)) {
      throw new ParameterException(
          spec.commandLine(),
          "--snapshot is all that is there now: leave out --current and --nodes");
    }
    var inputs = new Inputs(terminal, site);
    StackName stackName = stackName();
    Stack wanted = inputs.load(stackName, stack);
    wanted.notices().stream().map(Notice::toString).forEach(terminal.err()::println);
    try {
      StackPlan plan =
          snapshot == null
              ? planOnCluster(inputs, wanted)
              : SavedStore.plan(inputs.resolve(snapshot), wanted, this::plan, terminal.err());
      terminal.out().print(PlanText.render(plan));
      return plan.isEmpty() ? ExitCode.NO_CHANGES : ExitCode.CHANGES;
    } catch (RefusedException refused) {
      terminal.err().println("%s would be refused: %s".formatted(stack, refused.getMessage()));
      return ExitCode.REFUSED;
    }
  }

  private StackName stackName() {
    if (name == null) {
      return StackName.of(current == null ? stack : current);
    }
    try {
      return new StackName(name);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--name: " + e.getMessage(), e);
    }
  }

  private StackPlan planOnCluster(Inputs inputs, Stack wanted) {
    Cluster nodes = inputs.cluster(site.nodes);
    List<Action> actions =
        current == null
            ? List.of()
            : List.of(new Action.Deploy(Duration.ZERO, inputs.load(wanted.name(), current)));
    var plan = new AtomicReference<StackPlan>();
    new ScenarioRun(
            new Scenario("present", nodes, actions, List.of()),
            RunOptions.of(seed).withOrder(scorer.order))
        .play(cluster -> plan.set(plan(cluster.store().fork(), wanted, cluster.clock().instant())));
    return plan.get();
  }

  private StackPlan plan(Fork present, Stack wanted, Instant now) {
    try {
      return StackPlan.of(present, wanted, Scheduler.pipeline(scorer.order), now);
    } catch (IllegalArgumentException e) {
      throw new InputException(InputProblem.ofFile(stack.toString(), e.getMessage()), e);
    }
  }
}
