package io.skep.examples.scheduler;

import io.skep.examples.scheduler.explain.NamedTasks;
import io.skep.examples.scheduler.explain.TaskStory;
import io.skep.examples.scheduler.run.RunOptions;
import io.skep.examples.scheduler.run.Scenario;
import io.skep.examples.scheduler.run.ScenarioRun;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Plays a scenario, and says all that the scheduler knows about one task at its end. */
@Command(
    name = "explain",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Plays a scenario and says everything about one task: what keeps it from which nodes, what is"
          + " lacking, which nodes are nearest and what they need, and whether waiting can help.",
      "Without a stack or trace it is the bundled stack."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the task has a node, or is over",
      "1:the program has a fault",
      "2:bad input: a file, an option, or a task that is not there",
      "3:the task waits"
    })
final class ExplainCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "TASK",
      description =
          "Which: service and slot, such as shop_web.3 or web.3; of a global service the node's"
              + " name instead; or the beginning of an id.")
  private String task;

  @Mixin private InputOptions input;

  @Mixin private SiteOptions site;

  @Mixin private ScorerOption scorer;

  @Mixin private DisruptionOptions disruptions;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "All chance comes from it. Default: 1.")
  private long seed;

  ExplainCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    input.check(spec.commandLine(), site);
    if (input.history != null) {
      throw new ParameterException(
          spec.commandLine(), "explain plays one scenario: use --stack and --then, not --history");
    }
    var story = new AtomicReference<TaskStory>();
    new ScenarioRun(scenario(), RunOptions.of(seed).withOrder(scorer.order))
        .play(
            cluster -> {
              var names = new NamedTasks(cluster.view());
              story.set(TaskStory.of(names.find(task), names, cluster.scheduler()::explain));
            });
    terminal.out().print(story.get().text());
    return story.get().waits() ? ExitCode.PENDING : ExitCode.ALL_PLACED;
  }

  private Scenario scenario() {
    var inputs = new Inputs(terminal, site);
    Scenario scenario =
        input.trace == null
            ? inputs.stacks(input, disruptions)
            : Inputs.scenario(inputs.trace(input.trace), disruptions);
    scenario.notices().forEach(terminal.err()::println);
    return scenario;
  }
}
