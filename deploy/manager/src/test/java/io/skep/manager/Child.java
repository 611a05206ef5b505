package io.skep.manager;

import io.skep.server.Eventually;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The daemon as a process of its own, in a folder. */
public final class Child implements AutoCloseable {
  private static final Pattern HISTORY = Pattern.compile("history (\\S+)");
  private static final long PATIENCE_SECONDS = 120;

  /** As installed, whatever else tests have on their class path. */
  private static final String LOGS =
      "-Dslf4j.provider=ch.qos.logback.classic.spi.LogbackServiceProvider";

  private final Path log;
  private final Process process;

  private Child(Path folder, List<String> arguments) throws IOException {
    log = Files.createTempFile(folder, "daemon", ".log");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", LOGS, "-cp", classPath()));
    command.add(Main.class.getName());
    command.addAll(arguments);
    process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
  }

  private static String classPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }

  /** Starts it. */
  static Child start(Path folder, String... arguments) throws IOException {
    return new Child(folder, List.of(arguments));
  }

  /** Waits until it is ready. */
  public Child ready() {
    Eventually.seen(this::log, text -> text.contains("ready\n") || !process.isAlive());
    if (!process.isAlive()) {
      throw new AssertionError("ended with " + process.exitValue() + ":\n" + log());
    }
    return this;
  }

  /** What it has written. */
  String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The history that it began with. */
  String history() {
    return HISTORY
        .matcher(log())
        .results()
        .map((MatchResult found) -> found.group(1))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no history in:\n" + log()));
  }

  /** SIGTERM; what it exits with. */
  int terminate() throws InterruptedException {
    process.destroy();
    return exit();
  }

  /** SIGKILL. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    exit();
  }

  /** What it exits with by itself. */
  int exit() throws InterruptedException {
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("goes on after " + PATIENCE_SECONDS + " s:\n" + log());
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
