package io.skep.examples.scheduler;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The options that say on which nodes stacks run, and how their files are read. */
final class SiteOptions {
  @Option(
      names = "--nodes",
      paramLabel = "FILE|COUNT",
      description =
          "The cluster: a YAML or JSON file, what a Docker Engine answers to GET /nodes, or a"
              + " number of equal nodes, of which the first is a manager. Default: the bundled"
              + " five.")
  String nodes;

  @Option(
      names = "--env-file",
      paramLabel = "FILE",
      description =
          "Variables for stack files, NAME=value a line. The environment comes first, then the last"
              + " file. Repeatable.")
  List<Path> environmentFiles = new ArrayList<>();

  @Option(
      names = "--strict",
      description = "Refuse stack files that point to files that are not there.")
  boolean strict;

  /** Whether something was said about how stack files are read. */
  boolean readsStacks() {
    return !environmentFiles.isEmpty() || strict;
  }
}
