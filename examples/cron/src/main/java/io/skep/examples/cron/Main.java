package io.skep.examples.cron;

import io.skep.examples.cron.CronJob.Spec;
import io.skep.informer.remote.cli.ConnectionOptions;
import io.skep.informer.remote.grpc.Server;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command line; {@code --help} explains it. */
@Command(
    name = "cron",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Starts jobs by the calendar, on the store of a manager in another process, or of several"
          + " that are one, until it is stopped.",
      "Without --manager it tells a made-up day of one cron job, in virtual time."
    })
public final class Main implements Callable<Integer> {
  private final PrintStream out;

  @Mixin private ConnectionOptions connection;

  @Option(
      names = "--job",
      arity = "3",
      paramLabel = "WORD",
      description = "a cron job to create or change first: NAME SCHEDULE IMAGE")
  private List<String> job = List.of();

  private Main(PrintStream out) {
    this.out = out;
  }

  /** Prints to standard output. */
  public static void main(String[] args) {
    int exitCode = run(System.out, args);
    if (exitCode != 0) {
      System.exit(exitCode);
    }
  }

  static int run(PrintStream out, String... args) {
    return new CommandLine(new Main(out)).execute(args);
  }

  @Override
  public Integer call() {
    List<Server> servers = connection.servers();
    if (servers.isEmpty()) {
      MadeUpDay.tell(out);
      return 0;
    }
    Vertx vertx = Vertx.vertx();
    try {
      runAt(vertx, servers);
      return 0;
    } catch (CompletionException e) {
      out.println(e.getCause().getMessage());
      return 1;
    } finally {
      vertx.close();
    }
  }

  private void runAt(Vertx vertx, List<Server> servers) {
    RemoteCron cron = new RemoteCron(vertx, servers);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> await(cron.stop()), "stop"));
    await(cron.start());
    if (!job.isEmpty()) {
      await(cron.put(job.get(0), Spec.of(job.get(1), job.get(2))));
    }
    out.println("jobs are started by the calendar at " + names(servers));
    await(cron.stopped());
  }

  private static String names(List<Server> servers) {
    return String.join(", ", servers.stream().map(Server::toString).toList());
  }

  private static void await(Future<?> future) {
    future.toCompletionStage().toCompletableFuture().join();
  }
}
