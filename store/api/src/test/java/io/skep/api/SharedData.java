package io.skep.api;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Real inputs beside the project, which are not part of it: stack files, traces, a snapshot that a
 * real manager saved. A test that asks for one is skipped, with a message, where it is absent.
 */
public final class SharedData {
  private SharedData() {}

  /**
   * The file or folder at {@code path} below the shared folder; skips the calling test if there is
   * none.
   */
  public static Path require(String path) {
    String root = System.getProperty("skep.shared", "");
    Path found = Path.of(root, path).toAbsolutePath().normalize();
    assumeTrue(
        !root.isEmpty() && Files.exists(found),
        () ->
            "skipped: shared data is absent ("
                + found
                + "; property skep.shared names its folder)");
    return found;
  }
}
