package io.skep.examples.scheduler;

import io.skep.examples.scheduler.remote.RemoteDeployment;
import io.skep.examples.scheduler.revision.RefusedException;
import io.skep.examples.scheduler.revision.RevisionOutcome;
import io.skep.examples.scheduler.revision.StackChange;
import io.skep.examples.scheduler.stack.Notice;
import io.skep.examples.scheduler.stack.Stack;
import io.skep.examples.scheduler.stack.StackName;
import io.skep.informer.remote.cli.ConnectionOptions;
import io.skep.informer.remote.grpc.Server;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
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
      "3:not everything runs after --within, or no manager can be reached",
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
      description = "How long to wait until everything runs. Default: 120.")
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
      await(deployment.connect());
      StackChange change = await(deployment.apply(stack));
      long applied = System.nanoTime();
      List<String> lacking = await(deployment.converge(Duration.ofSeconds(seconds)));
      Duration after = Duration.ofNanos(System.nanoTime() - applied);
      var outcome = new RevisionOutcome.Accepted(file.toString(), change, lacking, after);
      new Display(terminal, false).revision(outcome);
      return lacking.isEmpty() ? ExitCode.ALL_PLACED : ExitCode.PENDING;
    } catch (RefusedException refused) {
      terminal.err().println("%s is refused: %s".formatted(file, refused.getMessage()));
      return ExitCode.REFUSED;
    } catch (CompletionException e) {
      terminal.err().println("%s: %s".formatted(file, e.getCause().getMessage()));
      return ExitCode.PENDING;
    }
  }

  /** What {@code future} brings, within twice the time that there is. */
  private <R> R await(Future<R> future) {
    try {
      return future
          .toCompletionStage()
          .toCompletableFuture()
          .orTimeout(2L * seconds, TimeUnit.SECONDS)
          .join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RefusedException refused) {
        throw refused;
      }
      throw e;
    }
  }
}
