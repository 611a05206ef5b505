package io.skep.store.figures;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs every operation of {@link Operation} in turn on the peer, on the store and on the JDK's
 * maps, several times over, and prints a table of the medians.
 *
 * <p>Arguments: how many rounds, and a regular expression for the names of the operations; 3 and
 * all of them if they are left out.
 */
public final class Comparison {
  private static final Path PEERS = Path.of("src", "jmh", "peers");

  private static final Pattern PARAMETER = Pattern.compile("(\\w+)=(\\w+)");

  private final Optional<GoPeer> peer;
  private final List<Line> lines = new ArrayList<>();

  private Comparison(Optional<GoPeer> peer) {
    this.peer = peer;
  }

  /** Runs the comparison; see the class. */
  public static void main(String... arguments) throws Exception {
    int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 3;
    Pattern wanted = Pattern.compile(arguments.length > 1 ? arguments[1] : "");
    var comparison = new Comparison(GoPeer.build(PEERS));
    for (Operation operation : Operation.all()) {
      if (wanted.matcher(operation.name()).find()) {
        comparison.lines.add(new Line(operation, new Samples(), new Samples(), new Samples()));
      }
    }
    for (int round = 1; round <= rounds; round++) {
      System.err.println("Round " + round + " of " + rounds);
      for (Line line : comparison.lines) {
        comparison.measure(line);
      }
      comparison.print(); // Each round's, so that a run that is stopped was not in vain.
    }
  }

  private void measure(Line line) throws IOException, InterruptedException, RunnerException {
    Operation operation = line.operation;
    if (peer.isPresent()) {
      line.peer.add(peer.get().run(operation.peer()));
    }
    line.ours.add(benchmark(operation.benchmark(), operation.parameters()));
    if (!operation.plain().isEmpty()) {
      line.plain.add(benchmark(operation.plain(), operation.parameters()));
    }
  }

  private static Measured benchmark(String name, String parameters) throws RunnerException {
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include("\\." + Pattern.quote(name) + "$")
            .addProfiler(GCProfiler.class)
            .verbosity(VerboseMode.SILENT);
    for (Matcher each = PARAMETER.matcher(parameters); each.find(); ) {
      options.param(each.group(1), each.group(2));
    }
    RunResult result = new Runner(options.build()).runSingle();
    return new Measured(
        result.getPrimaryResult().getScore(),
        result.getSecondaryResults().get("gc.alloc.rate.norm").getScore());
  }

  private void print() {
    System.out.println(
        "| operation | SwarmKit ns | B | Skep ns | B | times faster | goal | skip list ns |");
    System.out.println("|---|---|---|---|---|---|---|---|");
    lines.forEach(line -> System.out.println(line.row()));
  }

  /** One operation and what it took. */
  private record Line(Operation operation, Samples peer, Samples ours, Samples plain) {
    String row() {
      return "| %s | %s | %s | %s | %s | %s | %s | %s |"
          .formatted(
              operation.name(),
              peer.time(),
              peer.bytes(),
              ours.time(),
              ours.bytes(),
              peer.isEmpty() ? "–" : "%.1f".formatted(peer.nanos() / ours.nanos()),
              operation.goal() == 0 ? "–" : operation.goal(),
              plain.time());
    }
  }
}
