package io.skep.manager;

import io.skep.manager.config.Configuration;
import io.skep.manager.config.ConfigurationException;
import io.skep.manager.config.Key;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** The words of one command line. */
final class ManagerLine {
  private static final String CONFIG = "--config";
  private static final String FORCE_NEW_CLUSTER = "--force-new-cluster";
  private static final String PRINT = "--print-config";

  private final CommandLine line = new CommandLine(spec());
  private final ParseResult parsed;

  /**
   * Parses {@code args}.
   *
   * @throws ConfigurationException if there is anything unknown
   */
  ManagerLine(String... args) {
    try {
      parsed = line.parseArgs(args);
    } catch (UnmatchedArgumentException e) {
      throw new ConfigurationException(
          e.getUnmatched().stream()
              .filter(word -> word.startsWith("-") || e.getUnmatched().get(0).equals(word))
              .map(word -> Configuration.unknownOption(word, words()))
              .toList());
    } catch (ParameterException e) {
      throw new ConfigurationException(List.of(e.getMessage()));
    }
  }

  private static CommandSpec spec() {
    CommandSpec spec =
        CommandSpec.create().name("skep-manager").version("skep-manager 0.1.0-SNAPSHOT");
    spec.mixinStandardHelpOptions(true);
    spec.usageMessage()
        .description(
            "Runs a manager: a store behind SwarmKit's gRPC services, with scheduler and"
                + " orchestrators. Each option but the first three can also be set in the file (as"
                + " \"simulate-workers: 3\") and in the environment (as SKEP_SIMULATE_WORKERS=3);"
                + " the command line goes before the environment, and that before the file.")
        .sortOptions(false)
        .exitCodeListHeading("%nExit codes:%n");
    spec.usageMessage().exitCodeList(exitCodes());
    spec.addOption(
        OptionSpec.builder(CONFIG)
            .paramLabel("FILE")
            .type(Path.class)
            .description("the configuration file (YAML), before that of SKEP_CONFIG")
            .build());
    spec.addOption(
        OptionSpec.builder(PRINT)
            .description("print what would be used, and where each value comes from, and exit")
            .build());
    spec.addOption(
        OptionSpec.builder(FORCE_NEW_CLUSTER)
            .description(
                "when the majority of a cluster is lost for good: begin a new one with what this"
                    + " member has on its disk, and exit; what only the others had is lost, and"
                    + " they must never run again with what they have")
            .build());
    for (Key key : Key.values()) {
      spec.addOption(option(key));
    }
    return spec;
  }

  private static Map<String, String> exitCodes() {
    var codes = new LinkedHashMap<String, String>();
    codes.put(String.valueOf(Main.STOPPED), "stopped, and everything is saved");
    codes.put(String.valueOf(Main.FAILED), "could not start, go on or save; the log says why");
    codes.put(String.valueOf(Main.BAD_CONFIGURATION), "the configuration is wrong");
    codes.put(String.valueOf(Main.DAMAGED_DATA), "the log or the snapshot is damaged");
    return codes;
  }

  private static OptionSpec option(Key key) {
    boolean isSwitch = key.usual().equals("false");
    return OptionSpec.builder(key.flag())
        .paramLabel(key.form())
        .type(String.class)
        .arity(isSwitch ? "0..1" : "1")
        .fallbackValue(isSwitch ? "true" : "")
        .description("%s (%s)".formatted(key.meaning(), key.usual()).replace("%", "%%"))
        .build();
  }

  private List<String> words() {
    return line.getCommandSpec().options().stream().map(OptionSpec::longestName).toList();
  }

  /** Whether it was only a question, which has been answered on {@code out}. */
  boolean answered(PrintStream out) {
    if (line.isUsageHelpRequested()) {
      line.usage(out);
    } else if (line.isVersionHelpRequested()) {
      line.printVersionHelp(out);
    } else {
      return false;
    }
    return true;
  }

  boolean wantsConfiguration() {
    return parsed.hasMatchedOption(PRINT);
  }

  boolean forcesNewCluster() {
    return parsed.hasMatchedOption(FORCE_NEW_CLUSTER);
  }

  /** What this line, {@code environment} and the file say. */
  Configuration configuration(Map<String, String> environment) {
    Map<Key, String> flags = new EnumMap<>(Key.class);
    for (Key key : Key.values()) {
      if (parsed.hasMatchedOption(key.flag())) {
        flags.put(key, parsed.matchedOptionValue(key.flag(), ""));
      }
    }
    Optional<Path> file = Optional.ofNullable(parsed.matchedOptionValue(CONFIG, (Path) null));
    return Configuration.of(file, environment, flags);
  }
}
