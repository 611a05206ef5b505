package io.skep.controller.queue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs add, take and done on client-go's queue and on ours, in turn for each number of keys, and
 * prints what they took. Without Go the peer's columns stay empty.
 */
public final class QueueComparison {
  private static final Pattern RESULT =
      Pattern.compile(
          "^Benchmark\\S+\\s+\\d+\\s+([\\d.]+) ns/op\\s+(\\d+) B/op", Pattern.MULTILINE);

  private record Measured(double nanos, double bytes) {}

  private QueueComparison() {}

  /** Runs the comparison; see the class. */
  public static void main(String... arguments) throws Exception {
    Optional<Path> peer = buildPeer(Path.of("src", "jmh", "peers"));
    System.out.println("| keys | client-go ns | B | Skep ns | B | times faster |");
    System.out.println("|---|---|---|---|---|---|");
    for (String keys : new String[] {"1", "100000", "1000000"}) {
      Optional<Measured> theirs =
          peer.isPresent() ? Optional.of(runPeer(peer.get(), keys)) : Optional.empty();
      Measured ours = run(keys);
      System.out.printf(
          "| %s | %s | %s | %.0f | %.0f | %s |%n",
          keys,
          theirs.map(its -> "%.0f".formatted(its.nanos())).orElse("–"),
          theirs.map(its -> "%.0f".formatted(its.bytes())).orElse("–"),
          ours.nanos(),
          ours.bytes(),
          theirs.map(its -> "%.1f".formatted(its.nanos() / ours.nanos())).orElse("–"));
    }
  }

  private static Measured run(String keys) throws RunnerException {
    RunResult result =
        new Runner(
                new OptionsBuilder()
                    .include("\\.QueueBenchmark\\.cycle$")
                    .param("keys", keys)
                    .addProfiler(GCProfiler.class)
                    .verbosity(VerboseMode.SILENT)
                    .build())
            .runSingle();
    return new Measured(
        result.getPrimaryResult().getScore(),
        result.getSecondaryResults().get("gc.alloc.rate.norm").getScore());
  }

  private static Optional<Path> buildPeer(Path sources) throws IOException, InterruptedException {
    Path binary = Files.createTempDirectory("peers").resolve("peers.test");
    try {
      Process build =
          new ProcessBuilder("go", "test", "-c", "-o", binary.toString(), ".")
              .directory(sources.toFile())
              .inheritIO()
              .start();
      if (build.waitFor() == 0) {
        return Optional.of(binary);
      }
      System.err.println("The peer does not build; its columns stay empty.");
    } catch (IOException e) {
      System.err.println("There is no Go here, so the peer's columns stay empty: " + e);
    }
    return Optional.empty();
  }

  private static Measured runPeer(Path binary, String keys)
      throws IOException, InterruptedException {
    Process run =
        new ProcessBuilder(
                binary.toString(),
                "-test.run=^$",
                "-test.bench=^BenchmarkCycle$/^" + keys + "$",
                "-test.benchmem")
            .redirectErrorStream(true)
            .start();
    String output = new String(run.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    Matcher result = RESULT.matcher(output);
    if (run.waitFor() != 0 || !result.find()) {
      throw new IllegalStateException("the peer gave no result for " + keys + ":\n" + output);
    }
    return new Measured(Double.parseDouble(result.group(1)), Double.parseDouble(result.group(2)));
  }
}
