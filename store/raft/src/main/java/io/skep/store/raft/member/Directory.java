package io.skep.store.raft.member;

import io.skep.store.raft.DirectoryUnusableException;
import io.skep.store.raft.RaftOptions;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * The directory of one member, held by this process alone:
 *
 * <pre>
 * lock                     held while the member is open
 * raft/HISTORY/current/    the log, and who belongs to the group
 * raft/HISTORY/sm/         the snapshots
 * </pre>
 */
final class Directory implements AutoCloseable {
  private final Path path;
  private final FileChannel lock;
  private final UUID history;

  private Directory(Path path, FileChannel lock, UUID history) {
    this.path = path;
    this.lock = lock;
    this.history = history;
  }

  /** Takes the directory of {@code options}; {@code random} names the history of a new store. */
  static Directory open(RaftOptions options, RandomGenerator random) {
    Path path = options.directory().toAbsolutePath();
    return open(path, found -> history(options, path, found, random));
  }

  /** Takes the directory at {@code path}, whatever history it holds; there must be one. */
  static Directory openAny(Path path) {
    Path absolute = path.toAbsolutePath();
    return open(
        absolute,
        found ->
            found.orElseThrow(
                () -> new DirectoryUnusableException(absolute, "it holds no history")));
  }

  private static Directory open(Path path, Function<Optional<UUID>, UUID> history) {
    try {
      Files.createDirectories(path.resolve("raft"));
      FileChannel lock =
          FileChannel.open(
              path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      try {
        if (!isTaken(lock)) {
          throw new DirectoryUnusableException(
              path, "it is in use; stop the other store, or take another directory");
        }
        return new Directory(path, lock, history.apply(found(path)));
      } catch (RuntimeException | IOException e) {
        lock.close();
        throw e;
      }
    } catch (IOException e) {
      throw new DirectoryUnusableException(path, e.toString(), e);
    }
  }

  private static boolean isTaken(FileChannel lock) throws IOException {
    try {
      return lock.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false; // By this process itself.
    }
  }

  private static Optional<UUID> found(Path path) throws IOException {
    var found = new ArrayList<UUID>();
    try (Stream<Path> all = Files.list(path.resolve("raft"))) {
      all.filter(Files::isDirectory).forEach(each -> found.add(uuid(path, each)));
    }
    if (found.size() > 1) {
      throw new DirectoryUnusableException(
          path, "it holds several histories, " + found + "; keep the one that is meant");
    }
    return found.stream().findFirst();
  }

  private static UUID history(
      RaftOptions options, Path path, Optional<UUID> found, RandomGenerator random) {
    if (options.group().isEmpty()) {
      return found.orElseGet(() -> new UUID(random.nextLong(), random.nextLong()));
    }
    UUID told = UUID.fromString(options.group().get().historyId());
    if (found.isPresent() && !found.get().equals(told)) {
      throw new DirectoryUnusableException(
          path,
          "it holds the history %s, and the member is to be of %s; take an empty directory"
              .formatted(found.get(), told));
    }
    return told;
  }

  private static UUID uuid(Path path, Path found) {
    try {
      return UUID.fromString(found.getFileName().toString());
    } catch (IllegalArgumentException e) {
      throw new DirectoryUnusableException(path, found + " is not of a store", e);
    }
  }

  UUID history() {
    return history;
  }

  /** Whether there is nothing of that history yet. */
  boolean isNew() {
    return !Files.exists(home());
  }

  /** Where everything of its history is. */
  Path home() {
    return storage().resolve(history.toString());
  }

  /** What the engine is given. */
  Path storage() {
    return path.resolve("raft");
  }

  /** Where the files of the log are. */
  Path log() {
    return home().resolve("current");
  }

  @Override
  public void close() {
    try {
      lock.close();
    } catch (IOException e) {
      throw new DirectoryUnusableException(path, "its lock cannot be given back: " + e, e);
    }
  }
}
