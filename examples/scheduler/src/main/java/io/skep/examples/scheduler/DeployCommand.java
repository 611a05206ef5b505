package io.skep.examples.scheduler;

import io.skep.examples.scheduler.remote.RemoteDeployment;
import io.skep.examples.scheduler.revision.RefusedException;
import io.skep.examples.scheduler.revision.RevisionOutcome;
import io.skep.examples.scheduler.revision.StackChange;
import io.skep.examples.scheduler.stack.Notice;
import io.skep.examples.scheduler.stack.Stack;
import io.skep.examples.scheduler.stack.StackName;
import io.skep.informer.remote.SourceException;
import io.skep.informer.remote.cli.ConnectionOptions;
import io.skep.informer.remote.grpc.Server;
import io.skep.store.StoreException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Deploys a stack file at managers in other processes. */
@Command(
    name = "deploy",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Deploys a stack file at a manager in another process, or at several that are one cluster,"
          + " and waits until everything runs. The manager's own scheduler places the tasks.",
      "With --manager for each member it goes on when one of them is lost."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:everything runs",
      "1:the program has a fault",
      "2:bad input; file, line and reason are on standard error",
      "3:not everything runs after --within, or no manager could be reached or has taken the stack;"
          + " the reason is on standard error",
      "4:the stack was refused; the reason is on standard error"
    })
final class DeployCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Spec private CommandSpec spec;

  @Option(
      names = "--stack",
      paramLabel = "FILE",
      required = true,
      description = "The stack file to deploy.")
  private Path file;

  @Option(
      names = "--within",
      paramLabel = "SECONDS",
      defaultValue = "120",
      description =
          "How long to wait for a manager, until it has taken the stack, and until everything"
              + " runs: for each so long. Default: 120.")
  private int seconds;

  @Mixin private SiteOptions site;

  @Mixin private ConnectionOptions connection;

  DeployCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    List<Server> servers = connection.servers();
    if (servers.isEmpty()) {
      throw new ParameterException(spec.commandLine(), "say with --manager where to deploy");
    }
    if (site.nodes != null) {
      throw new ParameterException(
          spec.commandLine(), "the nodes are those of the manager: leave out --nodes");
    }
    if (seconds < 1) {
      throw new ParameterException(
          spec.commandLine(), "--within has to be 1 or more seconds but is " + seconds);
    }
    Stack stack = new Inputs(terminal, site).load(StackName.of(file), file);
    stack.notices().stream().map(Notice::toString).forEach(terminal.err()::println);
    Vertx vertx = Vertx.vertx();
    try (var deployment = new RemoteDeployment(vertx, servers)) {
      return deploy(deployment, stack);
    } finally {
      vertx.close();
    }
  }

  private int deploy(RemoteDeployment deployment, Stack stack) {
    deployment.onLoss(reason -> terminal.err().println(reason.getMessage()));
    try {
      await(
          deployment.connect(),
          seconds,
          "no manager has shown what it stores; see that one of those named with --manager runs"
              + " and can be reached from here");
      StackChange change =
          await(
              deployment.apply(stack),
              seconds,
              "no manager has taken the stack, or said that it has; see that the managers have"
                  + " one that leads, and deploy again, which leaves alone what is there");
      RemoteDeployment.Outcome reached =
          await(
              deployment.converge(Duration.ofSeconds(seconds)),
              2L * seconds, // It ends by itself before.
              "the stack was taken, but nothing was heard of what runs; deploy again to look");
      var outcome =
          new RevisionOutcome.Accepted(file.toString(), change, reached.lacking(), reached.after());
      new Display(terminal, false).revision(outcome);
      return reached.lacking().isEmpty() ? ExitCode.ALL_PLACED : ExitCode.PENDING;
    } catch (RefusedException refused) {
      terminal.err().println("%s is refused: %s".formatted(file, refused.getMessage()));
      return ExitCode.REFUSED;
    } catch (StoreException | SourceException | TimeoutException e) {
      terminal.err().println("%s: %s".formatted(file, e.getMessage()));
      return ExitCode.PENDING;
    }
  }

  /**
   * What {@code future} brings within {@code limitSeconds}.
   *
   * @param late what has not happened if there is nothing by then, and what to do
   * @throws TimeoutException if there is nothing by then
   */
  private static <R> R await(Future<R> future, long limitSeconds, String late)
      throws TimeoutException {
    try {
      return future
          .toCompletionStage()
          .toCompletableFuture()
          .orTimeout(limitSeconds, TimeUnit.SECONDS)
          .join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof TimeoutException) {
        throw new TimeoutException("for %d s %s".formatted(limitSeconds, late));
      }
      throw e.getCause() instanceof RuntimeException known ? known : e;
    }
  }
}
