package io.skep.informer.peer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs every operation of {@link PeerBenchmark} on the peer and on the informer, in turn, several
 * times over, and prints a table of the medians. One argument: how many rounds; 1 if it is left
 * out.
 */
public final class PeerComparison {
  private record Measured(double nanos, double bytes) {}

  private PeerComparison() {}

  /** Runs the comparison; see the class. */
  public static void main(String... arguments) throws RunnerException {
    int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1;
    List<Line> lines = new ArrayList<>();
    for (String read : List.of("Get", "ByIndex", "List")) {
      lines.add(new Line(read, "", "fabric8" + read, "skep" + read));
    }
    for (Edit edit : Edit.values()) {
      lines.add(new Line("Update", edit.name(), "fabric8Update", "skepUpdate"));
      lines.add(new Line("Commit", edit.name(), "fabric8Update", "skepCommit"));
    }
    for (int round = 0; round < rounds; round++) {
      for (Line line : lines) {
        line.measure();
      }
    }
    System.out.println("| operation | fabric8 ns | B | Skep ns | B | times faster |");
    System.out.println("|---|---|---|---|---|---|");
    lines.forEach(line -> System.out.println(line.row()));
  }

  private static Measured benchmark(String method, String edit) throws RunnerException {
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include("\\.PeerBenchmark\\." + method + "$")
            .addProfiler(GCProfiler.class)
            .verbosity(VerboseMode.SILENT);
    if (!edit.isEmpty()) {
      options.param("edit", edit);
    }
    RunResult result = new Runner(options.build()).runSingle();
    return new Measured(
        result.getPrimaryResult().getScore(),
        result.getSecondaryResults().get("gc.alloc.rate.norm").getScore());
  }

  /** One operation and what it took in each round. */
  private static final class Line {
    private final String name;
    private final String edit;
    private final String peer;
    private final String ours;
    private final List<Measured> theirRounds = new ArrayList<>();
    private final List<Measured> ourRounds = new ArrayList<>();

    Line(String name, String edit, String peer, String ours) {
      this.name = name;
      this.edit = edit;
      this.peer = peer;
      this.ours = ours;
    }

    void measure() throws RunnerException {
      theirRounds.add(benchmark(peer, edit));
      ourRounds.add(benchmark(ours, edit));
    }

    String row() {
      return "| %s | %s | %s | %s | %s | %s |"
          .formatted(
              edit.isEmpty() ? name : name + ", " + edit.toLowerCase(Locale.ROOT),
              number(median(theirRounds, Measured::nanos)),
              number(median(theirRounds, Measured::bytes)),
              number(median(ourRounds, Measured::nanos)),
              number(median(ourRounds, Measured::bytes)),
              String.format(
                  Locale.ROOT,
                  "%.2f",
                  median(theirRounds, Measured::nanos) / median(ourRounds, Measured::nanos)));
    }
  }

  private static double median(List<Measured> rounds, ToDoubleFunction<Measured> value) {
    double[] sorted = rounds.stream().mapToDouble(value).sorted().toArray();
    return Arrays.stream(sorted, (sorted.length - 1) / 2, sorted.length / 2 + 1)
        .average()
        .orElseThrow();
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, value < 100 ? "%.1f" : "%,.0f", value);
  }
}
