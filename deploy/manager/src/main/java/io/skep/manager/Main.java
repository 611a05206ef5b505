package io.skep.manager;

import io.skep.manager.config.ConfigurationException;
import io.skep.manager.config.Settings;
import io.skep.manager.daemon.Daemon;
import io.skep.manager.daemon.DaemonException;
import io.skep.manager.daemon.NewCluster;
import io.skep.manager.disk.DamagedSnapshotException;
import io.skep.manager.log.LogOutput;
import io.skep.server.listen.Tls;
import io.skep.store.raft.CorruptLogException;
import io.skep.store.raft.RaftException;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The daemon's command line; {@code --help} explains it. */
public final class Main {
  static final int STOPPED = 0;
  static final int FAILED = 1;
  static final int BAD_CONFIGURATION = 2;
  static final int DAMAGED_DATA = 3;

  private Main() {}

  /** Runs until it is told to stop; {@code --help} lists with what it exits. */
  public static void main(String[] args) {
    Locale.setDefault(Locale.ROOT);
    Tls.acceptSocketsAsServerNames();
    System.exit(run(System.out, System.err, System.getenv(), args));
  }

  /** Runs, and returns the exit code. Blocks for as long as the daemon works. */
  static int run(
      PrintStream out, PrintStream err, Map<String, String> environment, String... args) {
    try {
      var line = new ManagerLine(args);
      if (line.answered(out)) {
        return STOPPED;
      }
      var configuration = line.configuration(environment);
      Settings settings = Settings.of(configuration);
      if (line.wantsConfiguration()) {
        out.print(configuration.print());
        return STOPPED;
      }
      return serve(settings, line.forcesNewCluster());
    } catch (ConfigurationException e) {
      err.println(e.getMessage());
      return BAD_CONFIGURATION;
    }
  }

  private static int serve(Settings settings, boolean forcesNewCluster) {
    LogOutput.set(settings.logFormat(), settings.logLevel());
    Logger log = LoggerFactory.getLogger(Main.class);
    try {
      if (forcesNewCluster) {
        NewCluster.force(settings);
        return STOPPED;
      }
      Daemon daemon = Daemon.start(settings);
      var exit = new CompletableFuture<Integer>();
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(daemon, exit, log), "stop"));
      log.info("ready");
      return await(daemon, exit);
    } catch (DamagedSnapshotException | CorruptLogException e) {
      log.error("{}", e.getMessage());
      return DAMAGED_DATA;
    } catch (IOException | DaemonException | RaftException e) {
      log.error("{}", e.getMessage(), e.getCause());
      return FAILED;
    }
  }

  /** Until the controllers cannot go on; a signal ends the process from elsewhere. */
  private static int await(Daemon daemon, CompletableFuture<Integer> exit) {
    try {
      daemon.ended().toCompletionStage().toCompletableFuture().join();
      return STOPPED;
    } catch (CompletionException e) {
      exit.complete(FAILED);
      return FAILED;
    }
  }

  /**
   * The process is told to stop, or has failed. An orderly stop is a success, which the JDK would
   * not say of a process that a signal has ended; so the process is ended here.
   */
  private static void stop(Daemon daemon, CompletableFuture<Integer> exit, Logger log) {
    int code = exit.getNow(STOPPED);
    try {
      daemon.stop();
    } catch (IOException | RuntimeException e) {
      log.error("not everything could be saved: {}", e.getMessage(), e);
      code = FAILED;
    }
    Runtime.getRuntime().halt(code);
  }
}
