package io.skep.examples.scheduler;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/** One call of the program, with all that it said. */
record Session(int exitCode, String out, String err) {
  /** Runs the program in {@code folder}, as if its output went into a pipe. */
  static Session of(Path folder, String... args) {
    return of(folder, false, Map.of(), args);
  }

  /** Runs the program in {@code folder}, watched by somebody or not. */
  static Session of(
      Path folder, boolean interactive, Map<String, String> environment, String... args) {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    var terminal = new Terminal(stream(out), stream(err), interactive, 100, environment, folder);
    int exitCode = Main.run(terminal, args);
    return new Session(exitCode, text(out), text(err));
  }

  private static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }

  private static String text(ByteArrayOutputStream bytes) {
    return bytes.toString(StandardCharsets.UTF_8).replace("\r\n", "\n");
  }
}
