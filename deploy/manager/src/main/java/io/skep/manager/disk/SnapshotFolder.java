package io.skep.manager.disk;

import io.skep.api.Snapshot;
import io.skep.store.InvalidSnapshotException;
import io.skep.store.SnapshotForm;
import io.skep.store.SnapshotLimits;
import io.skep.store.kind.Kinds;
import io.skep.store.memory.MemoryStore;
import io.skep.store.snapshot.Contents;
import io.skep.store.snapshot.SnapshotMessages;
import io.skep.store.snapshot.SnapshotWriter;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.ExecutionException;

/**
 * The folder where a store's snapshots are: the newest and the one before it, which take each
 * other's place in one step each, so that there is a whole one at every moment. One process at a
 * time has the folder, and nobody but its user can read it: there are secrets in it.
 *
 * <p>A snapshot says that it was saved at an orderly stop only as long as nothing runs on it:
 * {@link #load} takes that mark away. So a process that dies is known by what it left, and its
 * successor begins a new history. One thread at a time, but for {@link #newest}.
 */
public final class SnapshotFolder implements AutoCloseable {
  private final Path folder;
  private final Path newest;
  private final Path previous;
  private final FileChannel lockFile;

  private SnapshotFolder(Path folder, FileChannel lockFile) {
    this.folder = folder;
    this.newest = folder.resolve("snapshot");
    this.previous = folder.resolve("snapshot.previous");
    this.lockFile = lockFile;
  }

  /**
   * Opens {@code folder}, which is made if it is missing.
   *
   * @throws IOException if another process has it, or it cannot be written to
   */
  public static SnapshotFolder open(Path folder) throws IOException {
    OwnFiles.makeFolder(folder);
    Path lock = folder.resolve("lock");
    FileChannel file = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      FileLock held = file.tryLock();
      if (held != null) {
        return new SnapshotFolder(folder, file);
      }
    } catch (OverlappingFileLockException heldByThisProcess) {
      // As bad as by another.
    }
    file.close();
    throw new IOException(
        "another manager uses %s; stop it, or choose another folder".formatted(folder));
  }

  /** The file with the newest snapshot, which need not be there yet. */
  public Path newest() {
    return newest;
  }

  /**
   * Fills {@code store}, which is unused, with the newest snapshot. It goes on with the history of
   * that if it was saved at an orderly stop, and begins a new one otherwise.
   *
   * @param mayUsePrevious whether to take the one before if the newest is damaged or missing; the
   *     damaged one is kept beside it
   * @return what was loaded; empty if there is nothing yet
   * @throws DamagedSnapshotException if it cannot be loaded; nothing has changed
   */
  public Optional<Path> load(MemoryStore store, boolean mayUsePrevious) throws IOException {
    if (isEmpty()) {
      return Optional.empty();
    }
    Path loaded = newest;
    try {
      restore(newest, store);
    } catch (IOException | InvalidSnapshotException e) {
      if (!mayUsePrevious || !Files.exists(previous)) {
        throw damaged(e, mayUsePrevious);
      }
      loaded = previous;
      restorePrevious(store);
      setAside();
    }
    takeMarkAway(store);
    return Optional.of(loaded);
  }

  private void restorePrevious(MemoryStore store) {
    try {
      restore(previous, store);
    } catch (IOException | InvalidSnapshotException e) {
      throw new DamagedSnapshotException(
          "%s cannot be loaded, and nor can the newest snapshot: %s; put a backup in place of %s"
              .formatted(previous, e.getMessage(), newest),
          e);
    }
  }

  private DamagedSnapshotException damaged(Exception cause, boolean askedForPrevious) {
    String back =
        !Files.exists(previous)
            ? "there is no previous one"
            : "or start with --use-previous-snapshot to go back to %s of %s"
                .formatted(previous, OwnFiles.modified(previous));
    return new DamagedSnapshotException(
        "%s cannot be loaded: %s. Put a backup in its place; %s%s. To begin with an empty cluster, move both files away"
            .formatted(
                newest,
                cause instanceof java.nio.file.NoSuchFileException
                    ? "it is missing"
                    : cause.getMessage(),
                back,
                askedForPrevious ? ", as was asked for" : ""),
        cause);
  }

  private static void restore(Path file, MemoryStore store) throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      store.restore(in, SnapshotLimits.DEFAULT).toCompletionStage().toCompletableFuture().get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException failure) {
        throw failure;
      }
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IOException(file + " could not be restored", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while restoring " + file, e);
    }
  }

  private void setAside() throws IOException {
    if (Files.exists(newest)) {
      OwnFiles.move(newest, folder.resolve("snapshot.damaged"));
    }
  }

  /** In place: the previous one stays what it is. */
  private void takeMarkAway(MemoryStore store) throws IOException {
    OwnFiles.write(newest, out -> store.save(store.view(), SnapshotForm.WHOLE, out));
  }

  /** Saves {@code store} as it is now; the newest snapshot becomes the previous one. */
  public void save(MemoryStore store) throws IOException {
    keepNewest();
    takeMarkAway(store);
  }

  /** Saves what {@code store.stop()} gave; the newest snapshot becomes the previous one. */
  public void saveLast(Snapshot last) throws IOException {
    keepNewest();
    Contents contents = SnapshotMessages.contents(last, Kinds.ALL);
    OwnFiles.write(newest, out -> SnapshotWriter.write(contents, SnapshotForm.WHOLE, out));
  }

  private void keepNewest() throws IOException {
    if (Files.exists(newest)) {
      OwnFiles.link(newest, previous);
    }
  }

  /** Whether there is anything to load. */
  public boolean isEmpty() {
    return !Files.exists(newest) && !Files.exists(previous);
  }

  /**
   * Puts the snapshots aside, as what the newest holds is kept elsewhere from now on.
   *
   * @return where the newest is
   */
  public Path putAside() throws IOException {
    Path aside = folder.resolve("snapshot.carried-over");
    if (Files.exists(previous)) {
      OwnFiles.move(previous, folder.resolve("snapshot.previous.carried-over"));
    }
    OwnFiles.move(newest, aside);
    return aside;
  }

  /** Lets others have the folder. */
  @Override
  public void close() throws IOException {
    lockFile.close();
  }
}
