package io.skep.examples.attach;

import picocli.CommandLine.Option;

/** The options that say what is shown, and how. */
final class ShowOptions {
  /** How. */
  enum Format {
    /** For people. */
    text,
    /** For programs. */
    json
  }

  @Option(
      names = {"-o", "--output"},
      paramLabel = "text|json",
      defaultValue = "text",
      description = "for people, or for programs (${DEFAULT-VALUE})")
  Format format;

  @Option(
      names = {"-a", "--all"},
      description = "also tasks that nobody wants to run any more")
  boolean all;
}
