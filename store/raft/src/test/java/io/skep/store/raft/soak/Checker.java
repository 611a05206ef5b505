package io.skep.store.raft.soak;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The checker of linearizability: the Go program in {@code src/test/checker}, built once. */
final class Checker {
  private static final Path SOURCES = Path.of("src", "test", "checker");

  private final Path binary;

  private Checker(Path binary) {
    this.binary = binary;
  }

  /** Builds it into {@code directory}; empty, with a message, where that cannot be done. */
  static Optional<Checker> build(Path directory) throws IOException, InterruptedException {
    Path binary = directory.resolve("checker").toAbsolutePath();
    try {
      Process build =
          new ProcessBuilder("go", "build", "-o", binary.toString(), ".")
              .directory(SOURCES.toFile())
              .inheritIO()
              .start();
      if (build.waitFor() == 0) {
        return Optional.of(new Checker(binary));
      }
      System.err.println("The checker of linearizability does not build, so nothing is checked.");
    } catch (IOException e) {
      System.err.println(
          "There is no Go here to build the checker of linearizability: " + e.getMessage());
    }
    return Optional.empty();
  }

  /** Checks {@code operations}, which are written to {@code history}. */
  Verdict check(List<Operation> operations, Path history) throws IOException, InterruptedException {
    Files.write(history, operations.stream().map(Operation::json).toList());
    Process check =
        new ProcessBuilder(binary.toString(), history.toString()).redirectErrorStream(true).start();
    String said = new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    return new Verdict(check.waitFor() == 0, said);
  }

  /** {@code said} also if it could not be found out, which is no pass. */
  record Verdict(boolean linearizable, String said) {}
}
