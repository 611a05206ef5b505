package io.skep.store.figures;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The peer: Go benchmarks of SwarmKit's store, built once. */
final class GoPeer {
  private static final Pattern RESULT =
      Pattern.compile(
          "^Benchmark\\S+\\s+\\d+\\s+([\\d.]+) ns/op\\s+(\\d+) B/op", Pattern.MULTILINE);

  private final Path binary;

  private GoPeer(Path binary) {
    this.binary = binary;
  }

  /** Builds the benchmarks in {@code sources}; empty, with a message, where that cannot be done. */
  static Optional<GoPeer> build(Path sources) throws IOException, InterruptedException {
    Path binary = Files.createTempDirectory("peers").resolve("peers.test");
    try {
      Process build =
          new ProcessBuilder("go", "test", "-c", "-o", binary.toString(), ".")
              .directory(sources.toFile())
              .inheritIO()
              .start();
      if (build.waitFor() == 0) {
        return Optional.of(new GoPeer(binary));
      }
      System.err.println("The peer does not build; its columns stay empty.");
    } catch (IOException e) {
      System.err.println(
          "There is no Go here, so the peer's columns stay empty: " + e.getMessage());
    }
    return Optional.empty();
  }

  /** Runs the one benchmark that {@code selector} selects. */
  Measured run(String selector) throws IOException, InterruptedException {
    Process run =
        new ProcessBuilder(
                binary.toString(),
                "-test.run=^$",
                "-test.bench=" + selector,
                "-test.benchmem",
                "-test.benchtime=1s")
            .redirectErrorStream(true)
            .start();
    String output = new String(run.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    Matcher result = RESULT.matcher(output);
    if (run.waitFor() != 0 || !result.find()) {
      throw new IllegalStateException("the peer gave no result for " + selector + ":\n" + output);
    }
    return new Measured(Double.parseDouble(result.group(1)), Double.parseDouble(result.group(2)));
  }
}
