package io.skep.examples.scheduler;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options that say what runs. */
final class InputOptions {
  @Option(
      names = "--stack",
      paramLabel = "FILE",
      description = "A stack file to deploy, as docker stack deploy understands it. Repeatable.")
  List<Path> stacks = new ArrayList<>();

  @Option(
      names = "--then",
      paramLabel = "FILE@TIME",
      converter = Timed.OfFile.class,
      description =
          "Another revision of the stack, to take its place at that time, for example v2.yml@60s."
              + " Repeatable.")
  List<Timed> revisions = new ArrayList<>();

  @Option(
      names = "--history",
      paramLabel = "DIR",
      description =
          "All stack files in a folder, as revisions of one stack in the order of their names: each"
              + " is applied when the one before has come to rest.")
  Path history;

  @Option(
      names = "--trace",
      paramLabel = "NODES,PODS",
      description = "Two CSV files of a GPU cluster's trace to replay in compressed time.")
  String trace;

  /** Whether something was named that runs. */
  boolean isRunning() {
    return !stacks.isEmpty() || !revisions.isEmpty() || history != null || trace != null;
  }

  /**
   * Refuses options that contradict each other.
   *
   * @throws ParameterException of {@code line}
   */
  void check(CommandLine line, SiteOptions site) {
    if (trace != null
        && (!stacks.isEmpty() || site.nodes != null || !revisions.isEmpty() || history != null)) {
      throw new ParameterException(
          line,
          "--trace brings its own nodes and pods: leave out --stack, --then, --history and --nodes");
    }
    if (history != null && (!stacks.isEmpty() || !revisions.isEmpty())) {
      throw new ParameterException(
          line, "--history is a stack with all its revisions: leave out --stack and --then");
    }
    if (stacks.size() > 1 && !revisions.isEmpty()) {
      throw new ParameterException(
          line,
          "--then is a revision of the one stack: name one --stack, not %d"
              .formatted(stacks.size()));
    }
  }
}
