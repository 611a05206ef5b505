package io.skep.manager.disk;

/** A snapshot cannot be loaded. The message says which file, why, and what can be done. */
public final class DamagedSnapshotException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  DamagedSnapshotException(String message, Throwable cause) {
    super(message, cause);
  }
}
