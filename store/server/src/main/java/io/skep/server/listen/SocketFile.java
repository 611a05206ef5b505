package io.skep.server.listen;

import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The file of a socket. It is made in a folder that nobody else may enter, and moved to its place
 * when only its owner may open it: at no moment can anybody else connect. Its methods block.
 */
final class SocketFile {
  /** Something that takes the file system's time. */
  @FunctionalInterface
  interface Step {
    /** Does it. */
    void run() throws IOException;
  }

  private final Path path;
  private final Path folder;
  private final Path made;
  private Object identity;

  /** The file at {@code path}. */
  SocketFile(Path path) {
    this.path = path.toAbsolutePath();
    // Short, as the system takes about a hundred characters.
    this.folder = this.path.resolveSibling("." + this.path.getFileName());
    this.made = folder.resolve("s");
  }

  /** Where to bind. */
  String bindPath() {
    return made.toString();
  }

  /**
   * Makes room.
   *
   * @throws IOException if another process listens at the path, or the file there is no socket
   */
  synchronized void prepare() throws IOException {
    if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      checkStale();
    }
    Files.deleteIfExists(made);
    Files.deleteIfExists(folder);
    Files.createDirectory(
        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
  }

  private void checkStale() throws IOException {
    if (!Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
        .isOther()) {
      throw new IOException(path + " is there and is no socket; remove it, or choose another path");
    }
    try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      probe.connect(UnixDomainSocketAddress.of(path));
    } catch (ConnectException nobodyListens) {
      return;
    }
    throw new IOException(
        "another process listens at " + path + "; stop it, or choose another path");
  }

  /** Lets callers find the socket; a file that an earlier process left is replaced. */
  synchronized void publish() throws IOException {
    Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rw-------"));
    identity = key(made);
    Files.move(made, path, StandardCopyOption.ATOMIC_MOVE);
    Files.delete(folder);
  }

  /** Takes the file away, if it is still this one. */
  synchronized void remove() throws IOException {
    if (identity != null && Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      if (identity.equals(key(path))) {
        Files.delete(path);
      }
    }
    identity = null;
    Files.deleteIfExists(made);
    Files.deleteIfExists(folder);
  }

  private static Object key(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
        .fileKey();
  }
}
