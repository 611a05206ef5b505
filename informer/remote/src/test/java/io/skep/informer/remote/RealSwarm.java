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
import java.util.List;
import java.util.concurrent.TimeUnit;

/** SwarmKit's own managers and workers, as processes of this machine; see {@code src/swarmkit}. */
final class RealSwarm implements AutoCloseable {
  private static final Path SOURCE = Path.of("src", "swarmkit");
  private static final Path PROGRAM = Path.of("target", "swarmkit").toAbsolutePath();

  private final Path home;
  private final List<Manager> managers = new ArrayList<>();
  private Process workers;

  private RealSwarm(Path home) {
    this.home = home;
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
      Path home = Path.of("target", "swarm-" + freePort()).toAbsolutePath();
      Files.createDirectories(home);
      var build =
          new ProcessBuilder("go", "build", "-o", PROGRAM.toString(), ".")
              .directory(SOURCE.toFile())
              .inheritIO()
              .start();
      if (build.waitFor() != 0) {
        throw new IllegalStateException("go build failed in " + SOURCE.toAbsolutePath());
      }
      var swarm = new RealSwarm(home);
      swarm.addManager();
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

  /** The first manager. */
  Manager manager() {
    return managers.get(0);
  }

  List<Manager> managers() {
    return managers;
  }

  /** One more, with {@code joining} as what says where to. */
  Manager addManager(String... joining) throws IOException {
    var added = new Manager(managers.size(), freePort(), List.of(joining));
    managers.add(added);
    added.start();
    return added;
  }

  /** What a node says to join with {@code token}. */
  String[] joining(String token) {
    return new String[] {"-join", "127.0.0.1:" + manager().port, "-token", token};
  }

  void startWorkers(int count, String token) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "workers",
                "-state",
                home.resolve("workers").toString(),
                "-count",
                String.valueOf(count)));
    arguments.addAll(List.of(joining(token)));
    workers = launch(arguments);
  }

  /** One of them. */
  final class Manager {
    private final String name;
    private final int port;
    private final List<String> joining;
    private Process process;

    private Manager(int number, int port, List<String> joining) {
      this.name = "m" + number;
      this.port = port;
      this.joining = joining;
    }

    Path socket() {
      return home.resolve(name + ".sock");
    }

    void start() {
      List<String> arguments =
          new ArrayList<>(
              List.of(
                  "manager",
                  "-state",
                  home.resolve(name).toString(),
                  "-socket",
                  socket().toString(),
                  "-listen",
                  "127.0.0.1:" + port));
      if (process == null) {
        arguments.addAll(joining); // Once: who has state of its own would join as another.
      }
      process = launch(arguments);
    }

    /** As a crash does. */
    void kill() {
      end(process.destroyForcibly());
    }

    void stop() {
      process.destroy(); // SIGTERM.
      end(process);
    }
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

  private Process launch(List<String> arguments) {
    List<String> command = new ArrayList<>(List.of(PROGRAM.toString()));
    command.addAll(arguments);
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectError(ProcessBuilder.Redirect.appendTo(home.resolve("nodes.log").toFile()))
              .start();
      var output =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
      String line = output.readLine();
      if (!"ready".equals(line)) {
        throw new IllegalStateException(
            "%s said %s; see the log in %s".formatted(command, line, home));
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
    managers.forEach(Manager::kill);
  }
}
