package io.skep.examples.scheduler;

import io.skep.examples.scheduler.input.InputException;
import io.skep.examples.scheduler.input.InputProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The revisions of a stack in a folder. */
final class HistoryFiles {
  private HistoryFiles() {}

  /**
   * The stack files in {@code folder}, in the order of their names.
   *
   * @throws InputException if there are none
   */
  static List<Path> in(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> revisions = files.filter(HistoryFiles::isStackFile).sorted().toList();
      if (revisions.isEmpty()) {
        throw problem(folder, "there is no .yml or .yaml file in it", null);
      }
      return revisions;
    } catch (IOException e) {
      throw problem(folder, "this is no folder that can be read", e);
    }
  }

  private static boolean isStackFile(Path file) {
    String name = file.getFileName().toString();
    return name.endsWith(".yml") || name.endsWith(".yaml");
  }

  private static InputException problem(Path folder, String reason, IOException cause) {
    InputProblem problem = InputProblem.ofFile("--history " + folder, reason);
    return cause == null ? new InputException(problem) : new InputException(problem, cause);
  }
}
