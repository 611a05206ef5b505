package io.skep.examples.scheduler;

import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the program is run in. Immutable.
 *
 * @param out where the answer goes
 * @param err where everything else goes
 * @param interactive whether a person watches {@code out}
 * @param width columns of a line
 * @param environment variables, by name
 * @param folder where relative paths start
 */
record Terminal(
    PrintStream out,
    PrintStream err,
    boolean interactive,
    int width,
    Map<String, String> environment,
    Path folder) {
  private static final int DEFAULT_WIDTH = 100;

  Terminal {
    environment = java.util.Collections.unmodifiableMap(new TreeMap<>(environment));
  }

  /** The terminal, or what stands in for it, of this process. */
  static Terminal ofProcess() {
    Map<String, String> environment = System.getenv();
    return new Terminal(
        utf8(FileDescriptor.out),
        utf8(FileDescriptor.err),
        isInteractive(System.console()),
        width(environment.get("COLUMNS")),
        environment,
        Path.of(""));
  }

  /** Whether colours may be used; see no-color.org. */
  boolean colours() {
    return interactive && environment.getOrDefault("NO_COLOR", "").isEmpty();
  }

  private static PrintStream utf8(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
  }

  /** From JDK 22 on there is a console even where nobody watches, and a method that tells. */
  private static boolean isInteractive(Console console) {
    if (console == null) {
      return false;
    }
    try {
      return (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (NoSuchMethodException e) {
      return true;
    } catch (ReflectiveOperationException e) {
      return false;
    }
  }

  private static int width(String columns) {
    try {
      return columns == null ? DEFAULT_WIDTH : Integer.parseInt(columns.strip());
    } catch (NumberFormatException e) {
      return DEFAULT_WIDTH;
    }
  }
}
