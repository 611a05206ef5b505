package io.skep.examples.scheduler;

import io.skep.examples.scheduler.OutputOptions.Format;
import io.skep.examples.scheduler.cluster.Cluster;
import io.skep.examples.scheduler.measure.GpuUse;
import io.skep.examples.scheduler.replay.ReplayOptions;
import io.skep.examples.scheduler.replay.ReplayResult;
import io.skep.examples.scheduler.report.progress.ProgressView;
import io.skep.examples.scheduler.report.text.GpuText;
import io.skep.examples.scheduler.run.HistoryRun;
import io.skep.examples.scheduler.run.HistoryRun.Revision;
import io.skep.examples.scheduler.run.Outcome;
import io.skep.examples.scheduler.run.Pace;
import io.skep.examples.scheduler.run.RunOptions;
import io.skep.examples.scheduler.run.Scenario;
import io.skep.examples.scheduler.run.ScenarioRun;
import io.skep.examples.scheduler.sample.Sample;
import io.skep.examples.scheduler.trace.Trace;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Reads the options, runs, and shows what came of it. */
@Command(
    name = "scheduler",
    mixinStandardHelpOptions = true,
    version = "Skep example scheduler 0.1.0-SNAPSHOT",
    sortOptions = false,
    description = {
      "Deploys stack files onto a simulated cluster, or replays a cluster trace, and shows where"
          + " every task went or why it could not go anywhere.",
      "Without any of them it shows a bundled stack on five bundled nodes, one of which dies"
          + " half-way, and writes skep-report.html."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:everything is placed (or the demonstration went as announced)",
      "1:the demonstration did not go as announced, or the program has a fault",
      "2:bad input; file, line and reason are on standard error",
      "3:something stays pending, or does not run as its newest revision asks",
      "4:a revision was refused; what was accepted before runs"
    })
final class SchedulerCommand implements Callable<Integer> {
  private static final Path DEMONSTRATION_REPORT = Path.of("skep-report.html");

  private final Terminal terminal;

  @Spec private CommandSpec spec;

  @Mixin private InputOptions input;

  @Mixin private SiteOptions site;

  @Mixin private TraceOptions traces;

  @Mixin private ScorerOption scorer;

  @Mixin private DisruptionOptions disruptions;

  @Mixin private PaceOptions pace;

  @Mixin private OutputOptions output;

  SchedulerCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    input.check(spec.commandLine(), site);
    traces.check(spec.commandLine());
    Pace speed = pace.pace(spec.commandLine());
    var display = new Display(terminal, output.format != Format.table);
    var options = RunOptions.of(pace.seed).withPace(speed).withOrder(scorer.order);
    if (traces.isNamed()) {
      return replay(display);
    }
    var inputs = new Inputs(terminal, site);
    if (input.trace != null) {
      return playTrace(inputs.trace(input.trace), options, display);
    }
    Outcome outcome =
        input.history == null
            ? playScenario(scenario(inputs), options, display)
            : playHistory(inputs, options, display);
    finish(outcome, display);
    return isDemonstration()
        ? new Announcement(Sample.expectedPending()).check(outcome, terminal.err())
        : ExitCode.of(outcome);
  }

  private int playTrace(Trace trace, RunOptions options, Display display) {
    Outcome outcome = playScenario(Inputs.scenario(trace, disruptions), options, display);
    finish(outcome, display);
    GpuUse.of(trace, outcome.report())
        .ifPresent(use -> display.note(GpuText.render(use).stripTrailing()));
    return ExitCode.of(outcome);
  }

  private void finish(Outcome outcome, Display display) {
    var files = new OutputFiles(terminal.folder());
    Path report = isDemonstration() && output.report == null ? DEMONSTRATION_REPORT : output.report;
    files.write(outcome, report, output.snapshot);
    display.show(outcome, output.format);
    files.written().forEach(display::note);
  }

  private int replay(Display display) {
    boolean more = input.isRunning() || site.readsStacks() || pace.hasSpeed();
    if (more || !disruptions.isEmpty() || output.report != null) {
      throw new ParameterException(
          spec.commandLine(),
          "a trace of tasks is replayed by itself: leave out --stack, --then, --history, --trace,"
              + " --env-file, --strict, --fail, --drain, --speed and --report");
    }
    ReplayResult result =
        traces.replay(
            new Inputs(terminal, site),
            site.nodes,
            ReplayOptions.of(pace.seed).withOrder(scorer.order),
            display);
    var files = new OutputFiles(terminal.folder());
    files.write(result.store(), output.snapshot);
    display.show(result, output.format);
    files.written().forEach(display::note);
    return result.waitingTasks() == 0 ? ExitCode.ALL_PLACED : ExitCode.PENDING;
  }

  private static Outcome playScenario(Scenario scenario, RunOptions options, Display display) {
    display.notices(scenario.notices());
    Outcome outcome;
    try (ProgressView progress = display.progress()) {
      outcome = new ScenarioRun(scenario, options.withView(progress)).play();
    }
    outcome.revisions().forEach(display::revision);
    return outcome;
  }

  private Outcome playHistory(Inputs inputs, RunOptions options, Display display) {
    Cluster cluster = inputs.cluster(site.nodes);
    String title = "%s on %d nodes".formatted(input.history.getFileName(), cluster.nodes().size());
    List<Revision> revisions = inputs.history(input.history);
    return new HistoryRun(title, cluster, revisions, options, display::revision).play();
  }

  private boolean isDemonstration() {
    return !input.isRunning() && site.nodes == null && disruptions.isEmpty();
  }

  private Scenario scenario(Inputs inputs) {
    return isDemonstration() ? inputs.demonstration() : inputs.stacks(input, disruptions);
  }
}
