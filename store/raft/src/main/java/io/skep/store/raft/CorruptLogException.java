package io.skep.store.raft;

import java.nio.file.Path;

/**
 * What is on the disk is not what was written there, and not by a write that was cut short either.
 * Nothing was changed.
 */
public final class CorruptLogException extends RaftException {
  private static final long serialVersionUID = 1L;

  private final String file;
  private final long offset;

  /** {@code file} is not whole at the byte {@code offset}; {@code why} says what was found. */
  public CorruptLogException(Path file, long offset, String why) {
    this(file, offset, why, null);
  }

  /** The same, as {@code cause} has shown. */
  public CorruptLogException(Path file, long offset, String why, Throwable cause) {
    super(
        ("%s is damaged at byte %d: %s; acknowledged writes may be in it, so this store does not"
                + " start. Alone: restore the directory from a backup, or check the disk. In a"
                + " cluster: remove this member, and add it again under another id with an empty"
                + " directory")
            .formatted(file, offset, why),
        cause);
    this.file = file.toString();
    this.offset = offset;
  }

  /** What is damaged. */
  public Path file() {
    return Path.of(file);
  }

  /** The first byte of what cannot be read. */
  public long offset() {
    return offset;
  }
}
