package io.skep.examples.scheduler;

import io.skep.examples.scheduler.report.Waiting;
import io.skep.examples.scheduler.report.progress.ProgressView;
import io.skep.examples.scheduler.run.Outcome;
import io.skep.examples.scheduler.run.Pace;
import io.skep.examples.scheduler.run.Scenario;
import io.skep.examples.scheduler.run.ScenarioRun;
import io.skep.examples.scheduler.sample.Sample;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Reads the options, runs, and shows what came of it. */
@Command(
    name = "scheduler",
    mixinStandardHelpOptions = true,
    version = "Skep example scheduler 0.1.0-SNAPSHOT",
    sortOptions = false,
    description = {
      "Deploys stack files onto a simulated cluster, or replays a cluster trace, and shows where every"
          + " task went or why it could not go anywhere.",
      "Without any of them it shows a bundled stack on five bundled nodes, one of which dies half-way,"
          + " and writes skep-report.html."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:everything is placed (or the demonstration went as announced)",
      "1:the demonstration did not go as announced, or the program has a fault",
      "2:bad input; file, line and reason are on standard error",
      "3:something stays pending"
    })
final class SchedulerCommand implements Callable<Integer> {
  private static final Path DEMONSTRATION_REPORT = Path.of("skep-report.html");

  private final Terminal terminal;

  @Spec private CommandSpec spec;

  @Option(
      names = "--stack",
      paramLabel = "FILE",
      description = "A stack file to deploy, as docker stack deploy understands it. Repeatable.")
  private List<Path> stacks = new ArrayList<>();

  @Option(
      names = "--nodes",
      paramLabel = "FILE|COUNT",
      description =
          "The cluster: a YAML or JSON file, or a number of equal nodes, of which the first is a"
              + " manager. Default: the bundled five.")
  private String nodes;

  @Option(
      names = "--trace",
      paramLabel = "NODES,PODS",
      description = "Two CSV files of a GPU cluster's trace to replay in compressed time.")
  private String trace;

  @Option(
      names = "--fail",
      paramLabel = "NODE@TIME",
      converter = NodeFailure.Converter.class,
      description = "A node that dies at that time, for example finch@30s. Repeatable.")
  private List<NodeFailure> failures = new ArrayList<>();

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "All chance comes from it; the same seed gives the same output. Default: 1.")
  private long seed;

  @Option(
      names = "--speed",
      paramLabel = "X",
      description = "Virtual seconds for each real one. Default: as fast as the machine can.")
  private Double speed;

  @Option(
      names = "--strict",
      description = "Refuse stack files that point to files that are not there.")
  private boolean strict;

  @Option(
      names = "--report",
      paramLabel = "FILE.html",
      description = "Write the report, with a picture and a timeline.")
  private Path report;

  @Option(
      names = "--snapshot",
      paramLabel = "FILE",
      description = "Write the final store, as a binary StoreSnapshot.")
  private Path snapshot;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "table|json",
      defaultValue = "table",
      description =
          "What to print at the end: a table, or the final StoreSnapshot as JSON and nothing else.")
  private Format format;

  /** What is printed at the end. */
  enum Format {
    table,
    json
  }

  SchedulerCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    checkOptions();
    Inputs inputs = new Inputs(terminal, strict);
    Scenario scenario = scenario(inputs);
    var display = new Display(terminal, format == Format.json);
    display.notices(scenario.notices());
    Outcome outcome;
    try (ProgressView progress = display.progress()) {
      outcome = new ScenarioRun(scenario, seed, pace(), progress).play();
    }
    var files = new OutputFiles(terminal.folder());
    files.write(
        outcome, isDemonstration() && report == null ? DEMONSTRATION_REPORT : report, snapshot);
    display.show(outcome, format);
    files.written().forEach(display::note);
    return isDemonstration()
        ? new Announcement(Sample.expectedPending()).check(outcome, terminal.err())
        : exitCode(outcome);
  }

  private void checkOptions() {
    if (trace != null && (!stacks.isEmpty() || nodes != null)) {
      throw new ParameterException(
          spec.commandLine(),
          "--trace brings its own nodes and pods: leave out --stack and --nodes");
    }
    if (speed != null && !(speed > 0 && speed <= 1e9)) {
      throw new ParameterException(
          spec.commandLine(), "--speed must be above 0 and at most 1e9 but is " + speed);
    }
  }

  private boolean isDemonstration() {
    return stacks.isEmpty() && trace == null && nodes == null && failures.isEmpty();
  }

  private Scenario scenario(Inputs inputs) {
    if (trace != null) {
      return inputs.trace(trace, failures);
    }
    return isDemonstration() ? inputs.demonstration() : inputs.stacks(stacks, nodes, failures);
  }

  private Pace pace() {
    return speed == null ? Pace.UNBOUNDED : new SleepingPace(speed);
  }

  private static int exitCode(Outcome outcome) {
    return outcome.pending().stream().mapToInt(Waiting::count).sum() == 0
        ? ExitCode.ALL_PLACED
        : ExitCode.PENDING;
  }

  /** Sleeps so that virtual time passes at a speed. */
  private record SleepingPace(double speed) implements Pace {
    @Override
    public void after(Duration passed) {
      try {
        Thread.sleep((long) (passed.toMillis() / speed));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted", e);
      }
    }
  }
}
