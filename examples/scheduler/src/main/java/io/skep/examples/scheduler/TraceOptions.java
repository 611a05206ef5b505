package io.skep.examples.scheduler;

import io.skep.examples.scheduler.cluster.Cluster;
import io.skep.examples.scheduler.input.InputException;
import io.skep.examples.scheduler.input.InputProblem;
import io.skep.examples.scheduler.replay.BatchFile;
import io.skep.examples.scheduler.replay.Replay;
import io.skep.examples.scheduler.replay.ReplayOptions;
import io.skep.examples.scheduler.replay.ReplayResult;
import io.skep.examples.scheduler.replay.ServiceNodes;
import io.skep.examples.scheduler.replay.ServiceTraceFile;
import io.skep.examples.scheduler.replay.TaskTrace;
import java.nio.file.Path;
import java.time.Duration;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options of traces that are replayed task by task, with the scheduler alone. */
final class TraceOptions {
  /** What batch tasks get if nothing is said: half again as much as the known trace needs. */
  private static final String BATCH_NODES = "100";

  @Option(
      names = "--service-trace",
      paramLabel = "FILE",
      description =
          "A CSV trace of service instances to replay task by task. Nodes: --nodes, or bundled CPU"
              + " and GPU nodes.")
  private Path services;

  @Option(
      names = "--batch",
      paramLabel = "FILE",
      description =
          "A CSV trace of batch jobs to replay task by task, on --nodes COUNT nodes (100).")
  private Path batch;

  @Option(
      names = "--live",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "With --batch: so many copies of it at once that N tasks are live at its busiest moment.")
  private long live;

  @Option(
      names = "--until",
      paramLabel = "TIME",
      converter = Timed.OfTime.class,
      description = "Leave out what happens in a trace after that time, for example 24h.")
  private Duration until;

  /** Whether a trace was named. */
  boolean isNamed() {
    return services != null || batch != null;
  }

  /**
   * Refuses options that contradict each other.
   *
   * @throws ParameterException of {@code line}
   */
  void check(CommandLine line) {
    if (services != null && batch != null) {
      throw new ParameterException(line, "name one trace: --service-trace or --batch, not both");
    }
    if (live < 0 || live > 10_000_000 || (live > 0 && batch == null)) {
      throw new ParameterException(
          line, "--live goes with --batch and is 1 to 10,000,000 but is " + live);
    }
    if (until != null && !isNamed()) {
      throw new ParameterException(line, "--until goes with --service-trace or --batch");
    }
  }

  /** Replays the trace that was named, on what {@code --nodes} says; null for the default. */
  ReplayResult replay(Inputs inputs, String nodeOption, ReplayOptions options, Display display) {
    Cluster nodes = nodes(inputs, nodeOption);
    TaskTrace trace = trace(inputs, nodes);
    display.notices(trace.notices());
    return Replay.play(until == null ? trace : trace.until(until), nodes, options);
  }

  private Cluster nodes(Inputs inputs, String option) {
    if (services != null) {
      return option == null ? ServiceNodes.bundled() : inputs.cluster(option);
    }
    String count = option == null ? BATCH_NODES : option;
    if (!count.matches("\\d{1,9}")) {
      throw new InputException(
          InputProblem.ofFile(
              "--nodes", "--batch takes a number of nodes, not '%s'".formatted(count)));
    }
    try {
      return BatchFile.nodes(Integer.parseInt(count));
    } catch (IllegalArgumentException e) {
      throw new InputException(InputProblem.ofFile("--nodes", e.getMessage()), e);
    }
  }

  private TaskTrace trace(Inputs inputs, Cluster nodes) {
    return services != null
        ? ServiceTraceFile.load(inputs.resolve(services), ServiceNodes.haveRoles(nodes))
        : BatchFile.load(inputs.resolve(batch), live);
  }
}
