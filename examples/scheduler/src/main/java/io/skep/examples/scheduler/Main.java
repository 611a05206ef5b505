package io.skep.examples.scheduler;

import io.skep.examples.scheduler.input.InputException;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** The example scheduler's command line; {@code --help} explains it. */
public final class Main {
  private Main() {}

  /** Runs and exits; {@link ExitCode} says with what. */
  public static void main(String[] args) {
    // Numbers read the same everywhere, so that the same seed gives the same bytes.
    Locale.setDefault(Locale.ROOT);
    System.exit(run(Terminal.ofProcess(), args));
  }

  /** Runs and returns the exit code. */
  static int run(Terminal terminal, String... args) {
    CommandLine plan = new CommandLine(new PlanCommand(terminal));
    CommandLine line =
        new CommandLine(new SchedulerCommand(terminal))
            .addSubcommand(plan)
            .addSubcommand(new DeployCommand(terminal))
            .addSubcommand(new ExplainCommand(terminal));
    line.setOut(writer(terminal.out()));
    line.setErr(writer(terminal.err()));
    line.setUsageHelpWidth(Math.max(80, Math.min(terminal.width(), 120)));
    line.setExitCodeExceptionMapper(
        failure -> isBadInput(failure) ? ExitCode.BAD_INPUT : ExitCode.FAILED);
    plan.setExitCodeExceptionMapper(
        failure -> isBadInput(failure) ? ExitCode.BAD_INPUT : ExitCode.PLAN_FAILED);
    line.setExecutionExceptionHandler(
        (failure, command, parsed) -> {
          if (!(failure instanceof InputException)) {
            throw failure;
          }
          terminal.err().println(failure.getMessage());
          return ExitCode.BAD_INPUT;
        });
    return line.execute(args);
  }

  private static boolean isBadInput(Throwable failure) {
    return failure instanceof InputException || failure instanceof ParameterException;
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), true);
  }
}
