package io.skep.informer.remote;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** SwarmKit's own manager and workers, as processes of this machine; see {@code src/swarmkit}. */
final class RealSwarm implements AutoCloseable {
  private static final Path SOURCE = Path.of("src", "swarmkit");
  private static final Path PROGRAM = Path.of("target", "swarmkit").toAbsolutePath();

  private final Path home;
  private final int port;
  private Process manager;
  private Process workers;

  private RealSwarm(Path home, int port) {
    this.home = home;
    this.port = port;
  }

  /** Whether Go is here, to build it with. */
  static boolean isPossible() {
    try {
      return new ProcessBuilder("go", "version")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /**
   * Builds the program, and starts a manager. Its state, and what the nodes log, is in a directory
   * under {@code target}, whose name is short enough for sockets.
   */
  static RealSwarm start() {
    try {
      int port = freePort();
      Path home = Path.of("target", "swarm-" + port).toAbsolutePath();
      Files.createDirectories(home);
      var build =
          new ProcessBuilder("go", "build", "-o", PROGRAM.toString(), ".")
              .directory(SOURCE.toFile())
              .inheritIO()
              .start();
      if (build.waitFor() != 0) {
        throw new IllegalStateException("go build failed in " + SOURCE.toAbsolutePath());
      }
      var swarm = new RealSwarm(home, port);
      swarm.startManager();
      return swarm;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  Path socket() {
    return home.resolve("m.sock");
  }

  void startManager() {
    manager =
        launch(
            "manager",
            "-state",
            home.resolve("manager").toString(),
            "-socket",
            socket().toString(),
            "-listen",
            "127.0.0.1:" + port);
  }

  void startWorkers(int count, String token) {
    workers =
        launch(
            "workers",
            "-state",
            home.resolve("workers").toString(),
            "-join",
            "127.0.0.1:" + port,
            "-token",
            token,
            "-count",
            String.valueOf(count));
  }

  /** As a crash does. */
  void killManager() {
    end(manager.destroyForcibly());
  }

  void stopManager() {
    manager.destroy(); // SIGTERM.
    end(manager);
  }

  private static void end(Process process) {
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        end(process.destroyForcibly());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private Process launch(String... arguments) {
    List<String> command = new ArrayList<>(List.of(PROGRAM.toString()));
    command.addAll(Arrays.asList(arguments));
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectError(
                  ProcessBuilder.Redirect.appendTo(home.resolve(arguments[0] + ".log").toFile()))
              .start();
      var output =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
      String line = output.readLine();
      if (!"ready".equals(line)) {
        throw new IllegalStateException(
            "%s said %s; see the logs in %s".formatted(command, line, home));
      }
      return process;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    if (workers != null) {
      end(workers.destroyForcibly());
    }
    end(manager.destroyForcibly());
  }
}
