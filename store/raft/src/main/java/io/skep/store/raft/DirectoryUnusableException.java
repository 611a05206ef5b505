package io.skep.store.raft;

import java.nio.file.Path;

/** A store cannot be opened in a directory. */
public final class DirectoryUnusableException extends RaftException {
  private static final long serialVersionUID = 1L;

  /** {@code why} says what is in the way, and what to do. */
  public DirectoryUnusableException(Path directory, String why) {
    this(directory, why, null);
  }

  /** {@code why} says what is in the way; {@code cause} is where it showed. */
  public DirectoryUnusableException(Path directory, String why, Throwable cause) {
    super("no store can be opened in %s: %s".formatted(directory, why), cause);
  }
}
