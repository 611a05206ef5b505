package io.skep.examples.embedded;

import io.skep.informer.remote.cli.ConnectionOptions;
import io.skep.informer.remote.client.ClientOptions;
import io.skep.informer.remote.client.StoreClient;
import io.skep.informer.remote.grpc.Server;
import io.skep.store.kind.Kinds;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.PrintStream;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command line; {@code --help} explains it. */
@Command(
    name = "embedded-informer",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Tells over HTTP which tasks a manager has, from a live copy, until it is stopped.",
      "Without --manager it asks such a service a few things, prints the answers, and ends."
    })
public final class Main implements Runnable {
  private final Vertx vertx;
  private final PrintStream out;

  @Mixin private ConnectionOptions connection;

  @Option(
      names = "--port",
      defaultValue = "0",
      description = "where to serve HTTP; any free port, which is printed, if it is 0 or not given")
  private int port;

  private Main(Vertx vertx, PrintStream out) {
    this.vertx = vertx;
    this.out = out;
  }

  /** Prints to standard output. */
  public static void main(String[] args) {
    int exitCode = run(Vertx.vertx(), System.out, args);
    if (exitCode != 0) {
      System.exit(exitCode);
    }
  }

  /** Returns once it serves, or has asked everything and {@code vertx} is closed. */
  static int run(Vertx vertx, PrintStream out, String... args) {
    return new CommandLine(new Main(vertx, out)).execute(args);
  }

  @Override
  public void run() {
    List<Server> servers = connection.servers();
    if (!servers.isEmpty()) {
      await(serve(servers));
    } else {
      await(Questions.ask(vertx, out).eventually(vertx::close));
    }
  }

  private Future<?> serve(List<Server> servers) {
    ClientOptions tasksOnly = ClientOptions.DEFAULT.withTables(Kinds.TASK);
    var api = new TaskApi(loop -> TaskSource.of(StoreClient.skep(vertx, servers, tasksOnly)), port);
    return vertx
        .deployVerticle(api)
        .onSuccess(
            serving ->
                out.printf(
                    "tasks of %s at http://localhost:%d/tasks%n",
                    String.join(", ", servers.stream().map(Server::toString).toList()),
                    api.port()));
  }

  private static void await(Future<?> future) {
    future.toCompletionStage().toCompletableFuture().join();
  }
}
