package io.skep.informer.remote.figures;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Another process, which is told and answers in lines. */
final class Program implements AutoCloseable {
  private final Process process;
  private final BufferedReader output;

  private Program(List<String> command) throws IOException {
    process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    output = process.inputReader(StandardCharsets.UTF_8);
  }

  /** A class of this program with a {@code main}, in a Java of its own. */
  static Program java(Class<?> type) throws IOException {
    return new Program(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx2g",
            "-cp",
            System.getProperty("java.class.path"),
            type.getName()));
  }

  static Program of(Path binary, Object... arguments) throws IOException {
    var command = new java.util.ArrayList<>(List.of(binary.toString()));
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    return new Program(command);
  }

  /** What Go makes of {@code sources}; empty, with a message, where that cannot be done. */
  static Optional<Path> build(Path sources) throws IOException, InterruptedException {
    Path binary = Files.createTempDirectory("peers").resolve(sources.getFileName());
    try {
      Process build =
          new ProcessBuilder("go", "build", "-o", binary.toString(), ".")
              .directory(sources.toFile())
              .inheritIO()
              .start();
      if (build.waitFor() == 0) {
        return Optional.of(binary);
      }
      System.err.println(sources + " does not build; its figures are left out.");
    } catch (IOException e) {
      System.err.println("There is no Go here, so its figures are left out: " + e.getMessage());
    }
    return Optional.empty();
  }

  void tell(String line) {
    try {
      process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
      process.getOutputStream().flush();
    } catch (IOException e) {
      throw new UncheckedIOException(line, e);
    }
  }

  /** The next line. */
  String line() throws IOException {
    String line = output.readLine();
    if (line == null) {
      throw new IOException(process.info().commandLine().orElse("the program") + " has ended");
    }
    return line;
  }

  @Override
  public void close() throws IOException {
    process.getOutputStream().close(); // They end with their input.
    process.destroy();
  }
}
