package io.skep.examples.scheduler;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The options that say what comes out of a run. */
final class OutputOptions {
  @Option(
      names = "--report",
      paramLabel = "FILE.html",
      description = "Write the report, with a picture and a timeline.")
  Path report;

  @Option(
      names = "--snapshot",
      paramLabel = "FILE",
      description = "Write the final store, as a binary StoreSnapshot.")
  Path snapshot;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "table|json|yaml",
      defaultValue = "table",
      description =
          "What to print at the end: a table, or the final StoreSnapshot as JSON or YAML and"
              + " nothing else.")
  Format format;

  /** What is printed at the end. */
  enum Format {
    table,
    json,
    yaml
  }
}
