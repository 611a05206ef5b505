package io.skep.scheduler.figures;

import io.skep.scheduler.figures.Shape.Form;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Fills clusters with Skep's scheduler and, in turn, with SwarmKit's, and prints what it took: the
 * shapes of SwarmKit's own benchmark, and the same with a service. Arguments: how often each shape
 * is filled (the median counts), the most node visits that the peer is given (it needs one for each
 * task and node), and a pattern for shapes. Without Go the peer's columns stay empty.
 */
public final class Matrix {
  private static final Pattern RESULT =
      Pattern.compile("^BenchmarkPlacing\\S*\\s+\\d+\\s+([\\d.]+) ns/op", Pattern.MULTILINE);

  private static final List<Shape> SHAPES =
      List.of(
          new Shape(1_000, 1_000, Form.plain),
          new Shape(1_000, 10_000, Form.plain),
          new Shape(1_000, 100_000, Form.plain),
          new Shape(100_000, 1_000, Form.plain),
          new Shape(100_000, 100_000, Form.plain),
          new Shape(100_000, 1_000_000, Form.plain),
          new Shape(1_000, 1_000, Form.network),
          new Shape(1_000, 10_000, Form.network),
          new Shape(1_000, 100_000, Form.network),
          new Shape(5_000, 100_000, Form.network),
          new Shape(1_000, 100_000, Form.service),
          new Shape(100_000, 100_000, Form.service));

  private Matrix() {}

  /** Runs and prints; see the class. */
  public static void main(String... arguments) throws Exception {
    int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 3;
    long mostVisits = arguments.length > 1 ? Long.parseLong(arguments[1]) : 100_000_000;
    String shapes = arguments.length > 2 ? arguments[2] : ".*";
    Optional<Path> peer = buildPeer(Path.of("src", "jmh", "peers"));
    Filling.nanos(new Shape(1_000, 20_000, Form.plain)); // Warms up.
    System.out.println("| nodes/tasks/form | SwarmKit s | Skep s | spread | tasks/s | times |");
    System.out.println("|---|---|---|---|---|---|");
    for (Shape shape : SHAPES) {
      if (shape.toString().matches(shapes)) {
        row(shape, rounds, (long) shape.nodes() * shape.tasks() <= mostVisits ? peer : none());
      }
    }
  }

  private static Optional<Path> none() {
    return Optional.empty();
  }

  private static void row(Shape shape, int rounds, Optional<Path> peer) throws Exception {
    var ours = new double[rounds];
    var theirs = new ArrayList<Double>();
    for (int i = 0; i < rounds; i++) {
      ours[i] = Filling.nanos(shape) / 1e9;
      if (peer.isPresent()) {
        theirs.add(runPeer(peer.get(), shape));
      }
    }
    Arrays.sort(ours);
    theirs.sort(null);
    double median = ours[rounds / 2];
    Optional<Double> theirMedian =
        theirs.isEmpty() ? Optional.empty() : Optional.of(theirs.get(rounds / 2));
    System.out.printf(
        "| %s | %s | %.3f | %.3f–%.3f | %,.0f | %s |%n",
        shape,
        theirMedian.map("%.3f"::formatted).orElse("–"),
        median,
        ours[0],
        ours[rounds - 1],
        shape.tasks() / median,
        theirMedian.map(their -> "%.1f".formatted(their / median)).orElse("–"));
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

  private static double runPeer(Path binary, Shape shape) throws IOException, InterruptedException {
    var builder =
        new ProcessBuilder(
            binary.toString(),
            "-test.run=^$",
            "-test.bench=^BenchmarkPlacing$",
            "-test.benchtime=1x",
            "-test.timeout=60m");
    builder.environment().put("SHAPE", shape.toString());
    Process run = builder.redirectErrorStream(true).start();
    String output = new String(run.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    Matcher result = RESULT.matcher(output);
    if (run.waitFor() != 0 || !result.find()) {
      throw new IllegalStateException("the peer gave no result for " + shape + ":\n" + output);
    }
    return Double.parseDouble(result.group(1)) / 1e9;
  }
}
