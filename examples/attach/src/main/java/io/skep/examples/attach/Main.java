package io.skep.examples.attach;

import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line; {@code --help} explains it. */
@Command(
    name = "attach",
    mixinStandardHelpOptions = true,
    version = "Skep example attach 0.1.0-SNAPSHOT",
    synopsisSubcommandLabel = "list | follow",
    description =
        "Shows what a manager knows of its cluster: a Skep manager, or one of SwarmKit's.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:everything that was asked for has been shown",
      "1:the program has a fault",
      "2:the command line is wrong",
      "3:nobody can be reached there",
      "4:the manager does not let this user or certificate in, or is not one by its own",
      "5:what is there is no manager, or is spoken to in the wrong way"
    })
public final class Main {
  private Main() {}

  /** Runs and exits. */
  public static void main(String[] args) {
    Locale.setDefault(Locale.ROOT);
    System.exit(run(Terminal.ofProcess(), args));
  }

  /** Runs, and returns the exit code; {@code follow} runs until its output is closed. */
  static int run(Terminal terminal, String... args) {
    CommandLine line =
        new CommandLine(new Main())
            .addSubcommand(new ListCommand(terminal))
            .addSubcommand(new FollowCommand(terminal));
    line.setOut(writer(terminal.out()));
    line.setErr(writer(terminal.err()));
    line.setExecutionExceptionHandler(
        (failure, command, parsed) -> {
          if (failure instanceof Failure known) {
            terminal.err().println(known.getMessage());
            return known.exitCode();
          }
          throw failure;
        });
    return line.execute(args);
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), true);
  }
}
