package io.skep.store.raft.soak;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where a member keeps its files: a small file system of its own, where this process may mount one,
 * and so can be filled; else a plain directory, which cannot.
 */
final class Disk implements AutoCloseable {
  private static final int MEGABYTES = 48;

  private final Path path;
  private final boolean mounted;

  Disk(Path path) throws IOException, InterruptedException {
    this.path = path;
    Files.createDirectories(path);
    mounted =
        run("mount", "-t", "tmpfs", "-o", "size=" + MEGABYTES + "m", "tmpfs", path.toString());
  }

  private static boolean run(String... command) throws InterruptedException {
    try {
      return new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false; // There is no such command.
    }
  }

  Path directory() {
    return path.resolve("member");
  }

  /** Leaves no room; whether that can be done. */
  boolean fill() throws IOException {
    if (!mounted) {
      return false;
    }
    byte[] bytes = new byte[4 << 10];
    try (OutputStream filler = Files.newOutputStream(filler())) {
      while (true) {
        filler.write(bytes);
      }
    } catch (IOException full) {
      return true;
    }
  }

  void empty() throws IOException {
    Files.deleteIfExists(filler());
  }

  private Path filler() {
    return path.resolve("filler");
  }

  @Override
  public void close() {
    if (mounted) {
      try {
        run("umount", "-l", path.toString());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
